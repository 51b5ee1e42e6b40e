package org.offprint.server.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.catalog.paper.Paper;

/// Marks in a text what a query asked for. Words are marked wherever they stand, phrases and
/// compounds only where they stand together. A formula is marked whole or not at all, so that a
/// page can still typeset it.
public final class Highlighter {
  private static final int SNIPPET = 320;
  private static final Pattern FORMULA =
      Pattern.compile("\\$[^\\s$](?:[^$]{0,300}?[^\\s$])?\\$(?!\\d)|\\\\\\(.{1,300}?\\\\\\)");

  /// Signs of Chinese and Japanese that end a sentence without a space.
  private static final String FULL_STOPS = "。！？";

  /// Stems at their distance from the first.
  private record Sequence(List<String> stems, List<Integer> distances) {}

  private final Set<String> stems = new HashSet<>();
  private final Set<String> words = new HashSet<>();
  private final List<Sequence> sequences = new ArrayList<>();

  /// How the words to mark begin: others need not be cut out to know that they are not asked for.
  private final Beginnings beginnings = new Beginnings();

  public Highlighter(Query query) {
    for (Clause clause : query.clauses()) {
      if (!clause.excluded()) {
        switch (clause) {
          case Clause.Word word -> take(word.text());
          case Clause.Phrase phrase -> take(phrase.text());
          case Clause.Named(Field field, String value, boolean excluded)
              when field == Field.title || field == Field.abstractText ->
              take(value);
          case Clause.Named named -> {}
          case Clause.Reference reference -> {}
          case Clause.Published published -> {}
        }
      }
    }
    stems.forEach(beginnings::add);
    words.forEach(beginnings::add);
    sequences.forEach(sequence -> sequence.stems().forEach(beginnings::add));
  }

  private void take(String text) {
    List<Token> tokens = Tokens.of(text);
    List<Token> parts = tokens.stream().filter(t -> !t.compound() && !t.common()).toList();
    if (parts.size() == 1) {
      stems.add(parts.getFirst().stem());
      words.add(parts.getFirst().word());
    } else if (!parts.isEmpty()) {
      int first = parts.getFirst().position();
      sequences.add(
          new Sequence(
              parts.stream().map(Token::stem).toList(),
              parts.stream().map(part -> part.position() - first).toList()));
      tokens.stream().filter(Token::compound).map(Token::stem).forEach(stems::add);
    }
  }

  /// The text in pieces that join to it, with what the query asked for highlighted.
  public List<Piece> highlight(String text) {
    return pieces(text, marks(text, formulas(text)), 0, text.length());
  }

  /// The sentences of a paper's abstract or summary that have most of what the query asked for.
  public List<Piece> snippet(Paper paper) {
    String text = Documents.text(paper);
    String machine = paper.machineSummary();
    return snippet(text.isEmpty() && machine != null ? machine : text);
  }

  /// The characters that belong to a formula.
  private static BitSet formulas(String text) {
    BitSet formulas = new BitSet();
    if (text.indexOf('$') >= 0 || text.contains("\\(")) {
      Matcher formula = FORMULA.matcher(text);
      while (formula.find()) {
        formulas.set(formula.start(), formula.end());
      }
    }
    return formulas;
  }

  private BitSet marks(String text, BitSet formulas) {
    BitSet marked = new BitSet(text.length());
    if (beginnings.isEmpty()) {
      return marked;
    }
    List<Token> tokens = Tokens.of(text, beginnings);
    for (Token token : tokens) {
      if (stems.contains(token.stem()) || words.contains(token.word())) {
        marked.set(token.start(), token.end());
      }
    }
    if (!sequences.isEmpty()) {
      Map<Integer, Token> places = new HashMap<>();
      tokens.stream().filter(t -> !t.compound()).forEach(t -> places.put(t.position(), t));
      for (Sequence sequence : sequences) {
        places.values().forEach(token -> mark(sequence, token, places, marked));
      }
    }
    bridge(text, marked);
    for (int start = formulas.nextSetBit(0); start >= 0; ) {
      int end = formulas.nextClearBit(start);
      int next = marked.nextSetBit(start);
      if (next >= 0 && next < end) {
        marked.set(start, end);
      }
      start = formulas.nextSetBit(end);
    }
    return marked;
  }

  private static void mark(
      Sequence sequence, Token first, Map<Integer, Token> places, BitSet marked) {
    Token last = first;
    for (int i = 0; i < sequence.stems().size(); i++) {
      Token token = places.get(first.position() + sequence.distances().get(i));
      if (token == null || !token.stem().equals(sequence.stems().get(i))) {
        return;
      }
      last = token;
    }
    marked.set(first.start(), last.end());
  }

  /// Two marked words with one space or hyphen between them are one mark.
  private static void bridge(String text, BitSet marked) {
    int gap = marked.nextClearBit(Math.max(0, marked.nextSetBit(0)));
    while (gap + 1 < marked.length()) {
      if (marked.get(gap + 1) && (text.charAt(gap) == ' ' || text.charAt(gap) == '-')) {
        marked.set(gap);
      }
      gap = marked.nextClearBit(marked.nextSetBit(gap + 1));
    }
  }

  private static List<Piece> pieces(String text, BitSet marked, int from, int to) {
    List<Piece> pieces = new ArrayList<>();
    int at = from;
    while (at < to) {
      boolean highlighted = marked.get(at);
      int end = highlighted ? marked.nextClearBit(at) : marked.nextSetBit(at);
      end = end < 0 || end > to ? to : end;
      pieces.add(new Piece(text.substring(at, end), highlighted));
      at = end;
    }
    return pieces;
  }

  /// Whole sentences of the text with the most of what was asked for. Where the text is longer, a
  /// piece `… ` stands for what was left out.
  List<Piece> snippet(String text) {
    BitSet formulas = formulas(text);
    BitSet marked = marks(text, formulas);
    if (text.length() <= SNIPPET * 5 / 4) {
      return pieces(text, marked, 0, text.length());
    }
    List<Integer> starts = sentences(text, formulas);
    int best = 0;
    int bestEnd = 0;
    long bestScore = -1;
    for (int i = 0; i + 1 < starts.size(); i++) {
      int start = starts.get(i);
      int end = end(text, starts, i, formulas);
      long score = score(text, marked, start, end);
      if (score > bestScore) {
        best = start;
        bestEnd = end;
        bestScore = score;
      }
    }
    List<Piece> pieces = new ArrayList<>();
    if (best > 0) {
      pieces.add(new Piece("… ", false));
    }
    pieces.addAll(pieces(text, marked, best, bestEnd));
    if (bestEnd < text.stripTrailing().length()) {
      pieces.add(new Piece(" …", false));
    }
    return pieces;
  }

  /// Where sentences begin, and where the last one ends. A sentence ends with its sign and a space,
  /// unless a small letter follows, or the sign belongs to an initial; never inside a formula.
  private static List<Integer> sentences(String text, BitSet formulas) {
    List<Integer> starts = new ArrayList<>();
    starts.add(0);
    for (int i = 1; i < text.length(); i++) {
      char sign = text.charAt(i - 1);
      if (FULL_STOPS.indexOf(sign) >= 0) {
        starts.add(i);
      } else if (text.charAt(i) == ' ' && endsSentence(text, i)) {
        int next = afterSpaces(text, i);
        if (next < text.length() && !Character.isLowerCase(text.charAt(next)) && !formulas.get(i)) {
          starts.add(next);
        }
      }
    }
    starts.add(text.length());
    return starts;
  }

  private static boolean endsSentence(String text, int space) {
    int sign = space - 1;
    if (Character.isLetterOrDigit(text.charAt(sign))) { // nearly always
      return false;
    }
    while (sign > 0 && ")]\"'”’".indexOf(text.charAt(sign)) >= 0) {
      sign--;
    }
    char c = text.charAt(sign);
    boolean initial =
        sign > 0
            && Character.isLetter(text.charAt(sign - 1))
            && (sign == 1 || !Character.isLetterOrDigit(text.charAt(sign - 2)));
    return c == '!' || c == '?' || (c == '.' && !initial);
  }

  private static int afterSpaces(String text, int at) {
    int next = at;
    while (next < text.length() && text.charAt(next) <= ' ') {
      next++;
    }
    return next;
  }

  /// The end of the last sentence that still fits; a longer sentence is cut at a space.
  private static int end(String text, List<Integer> starts, int i, BitSet formulas) {
    int start = starts.get(i);
    int end = start;
    for (int k = i + 1; k < starts.size() && starts.get(k) - start <= SNIPPET; k++) {
      end = starts.get(k);
    }
    if (end == start) {
      int limit = Math.min(text.length(), start + SNIPPET);
      int space = limit == text.length() ? limit : text.lastIndexOf(' ', limit);
      end = space > start ? space : limit;
      end = formulas.get(end - 1) ? formulas.nextClearBit(end) : end;
    }
    while (end > start && text.charAt(end - 1) == ' ') {
      end--;
    }
    return end;
  }

  /// Different words count most, then how often.
  private static long score(String text, BitSet marked, int from, int to) {
    Set<String> different = new HashSet<>();
    long marks = 0;
    for (int at = marked.nextSetBit(from); at >= 0 && at < to; ) {
      int end = Math.min(marked.nextClearBit(at), to);
      different.add(text.substring(at, end).toLowerCase(Locale.ROOT));
      marks++;
      at = marked.nextSetBit(end);
    }
    return 100L * different.size() + marks;
  }
}
