package org.offprint.server.search;

import java.text.BreakIterator;
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

/// Marks in a text what a query asked for. Words are marked wherever they stand, phrases and
/// compounds only where they stand together. A formula is marked whole or not at all, so that a
/// page can still typeset it.
final class Highlighter {
  private static final int SNIPPET = 320;
  private static final Pattern FORMULA =
      Pattern.compile("\\$[^\\s$](?:[^$]{0,300}?[^\\s$])?\\$(?!\\d)|\\\\\\(.{1,300}?\\\\\\)");

  /// Stems at their distance from the first.
  private record Sequence(List<String> stems, List<Integer> distances) {}

  private final Set<String> stems = new HashSet<>();
  private final Set<String> words = new HashSet<>();
  private final List<Sequence> sequences = new ArrayList<>();

  Highlighter(Query query) {
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

  List<Piece> highlight(String text) {
    return pieces(text, marks(text), 0, text.length());
  }

  private BitSet marks(String text) {
    List<Token> tokens = Tokens.of(text);
    BitSet marked = new BitSet(text.length());
    Map<Integer, Token> places = new HashMap<>();
    for (Token token : tokens) {
      if (stems.contains(token.stem()) || words.contains(token.word())) {
        marked.set(token.start(), token.end());
      }
      if (!token.compound()) {
        places.put(token.position(), token);
      }
    }
    for (Sequence sequence : sequences) {
      places.values().forEach(token -> mark(sequence, token, places, marked));
    }
    bridge(text, marked);
    Matcher formula = FORMULA.matcher(text);
    while (formula.find()) {
      int next = marked.nextSetBit(formula.start());
      if (next >= 0 && next < formula.end()) {
        marked.set(formula.start(), formula.end());
      }
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
    for (int i = 1; i + 1 < text.length(); i++) {
      if (!marked.get(i)
          && marked.get(i - 1)
          && marked.get(i + 1)
          && (text.charAt(i) == ' ' || text.charAt(i) == '-')) {
        marked.set(i);
      }
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
    BitSet marked = marks(text);
    if (text.length() <= SNIPPET * 5 / 4) {
      return pieces(text, marked, 0, text.length());
    }
    List<Integer> starts = sentences(text);
    int best = 0;
    int bestEnd = 0;
    long bestScore = -1;
    for (int i = 0; i + 1 < starts.size(); i++) {
      int start = starts.get(i);
      int end = end(text, starts, i);
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

  private static List<Integer> sentences(String text) {
    BitSet formulas = new BitSet();
    Matcher formula = FORMULA.matcher(text);
    while (formula.find()) {
      formulas.set(formula.start() + 1, formula.end());
    }
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    sentences.setText(text);
    List<Integer> starts = new ArrayList<>();
    for (int at = sentences.first(); at != BreakIterator.DONE; at = sentences.next()) {
      if (!formulas.get(at)) {
        starts.add(at);
      }
    }
    return starts;
  }

  /// The end of the last sentence that still fits; a longer sentence is cut at a space.
  private static int end(String text, List<Integer> starts, int i) {
    int start = starts.get(i);
    int end = start;
    for (int k = i + 1; k < starts.size() && starts.get(k) - start <= SNIPPET; k++) {
      end = starts.get(k);
    }
    if (end == start) {
      int limit = Math.min(text.length(), start + SNIPPET);
      int space = limit == text.length() ? limit : text.lastIndexOf(' ', limit);
      end = space > start ? space : limit;
      Matcher formula = FORMULA.matcher(text).region(start, text.length());
      while (formula.find() && formula.start() < end) {
        end = Math.max(end, formula.end());
      }
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
