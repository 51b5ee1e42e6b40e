package org.offprint.server.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.jspecify.annotations.Nullable;

/// Cuts a text into words in a way that keeps technical terms findable:
///
/// - `cross-entropy` gives cross, entropy, and crossentropy at the place of cross; so do `_` and
///   `@`
/// - `GPT-4` gives gpt, 4 and gpt4; `3.5` and `1,000` are one word each
/// - `i.i.d.` gives iid, `R&D` gives rd, `Shannon's` gives shannon, `don't` gives dont
/// - `C++`, `g++` and `C#` keep their signs
/// - `β-VAE` gives beta, vae and betavae; accents go; LaTeX goes, see {@link Plain}
/// - Chinese and Japanese give one word for each character
final class Tokens {
  private static final int LONGEST_WORD = 60;
  private static final int MOST_PARTS_JOINED = 3;
  private static final String GREEK = "αβγδεζηθικλμνξοπρστυφχψω";
  private static final String[] GREEK_NAMES = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega"
  };

  private record Part(String word, int start, int end, char before) {
    boolean startsWithDigit() {
      return !word.isEmpty() && Character.isDigit(word.charAt(0));
    }

    boolean endsInDigit() {
      return !word.isEmpty() && Character.isDigit(word.charAt(word.length() - 1));
    }
  }

  private final Plain text;

  /// Null where every word is wanted.
  private final @Nullable Beginnings wanted;

  private final List<Token> tokens = new ArrayList<>();
  private int position;

  private Tokens(String text, @Nullable Beginnings wanted) {
    this.text = Plain.of(text);
    this.wanted = wanted;
  }

  static List<Token> of(String text) {
    Tokens tokens = new Tokens(text, null);
    tokens.read();
    return tokens.tokens;
  }

  /// All words that begin so, and some others, whose stems do not count: to look a few words up in
  /// a text this takes a tenth of the time.
  static List<Token> of(String text, Beginnings wanted) {
    Tokens tokens = new Tokens(text, wanted);
    tokens.read();
    return tokens.tokens;
  }

  private void read() {
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (c < 0x80) {
        at = isWordPart(c) ? run(at) : at + 1;
      } else if (Character.isIdeographic(c) || isKana(c)) {
        int end = at + Character.charCount(c);
        add(text.substring(at, end), at, end, false);
        at = end;
      } else if (isWordPart(c)) {
        at = run(at);
      } else {
        at += Character.charCount(c);
      }
    }
  }

  private static boolean isKana(int c) {
    Character.UnicodeScript script = Character.UnicodeScript.of(c);
    return c > 0x3000
        && (script == Character.UnicodeScript.HIRAGANA
            || script == Character.UnicodeScript.KATAKANA);
  }

  private static boolean isWordPart(int c) {
    if (c < 0x80) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        ? !Character.isIdeographic(c) && !isKana(c)
        : type == Character.OTHER_NUMBER
            || type == Character.NON_SPACING_MARK
            || type == Character.COMBINING_SPACING_MARK;
  }

  /// Reads parts held together by single signs, such as `state-of-the-art`; returns where they end.
  private int run(int start) {
    int end = partEnd(start);
    boolean unwanted =
        wanted != null
            && end > start + 1
            && !wanted.may(text.charAt(start), text.charAt(start + 1));
    if (unwanted && !goesOn(end)) {
      position++;
      return end;
    }
    String word = folded(text.substring(start, end));
    int signs = signs(word, end);
    if (signs == 0 && !goesOn(end)) { // the usual case: a plain word
      add(word, start, end, false);
      return end;
    }
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(word + text.substring(end, end + signs), start, end + signs, ' '));
    int at = end + signs;
    while (goesOn(at)) {
      char before = text.charAt(at++);
      end = partEnd(at);
      word = folded(text.substring(at, end));
      signs = signs(word, end);
      parts.add(new Part(word + text.substring(end, end + signs), at, end + signs, before));
      at = end + signs;
    }
    emit(parts);
    return at;
  }

  private boolean goesOn(int at) {
    return at + 1 < text.length()
        && "-_.@/&'’,+".indexOf(text.charAt(at)) >= 0
        && isWordPart(text.codePointAt(at + 1));
  }

  private int partEnd(int at) {
    int end = at;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      if (!isWordPart(c)) {
        break;
      }
      end += c < 0x80 ? 1 : Character.charCount(c);
    }
    return end;
  }

  /// `C++`, `g++`, `C#`, `F#`: one letter and its signs.
  private int signs(String word, int end) {
    if (word.length() != 1 || !Character.isLetter(word.charAt(0))) {
      return 0;
    }
    int signs =
        end + 1 < text.length() && text.charAt(end) == '+' && text.charAt(end + 1) == '+'
            ? 2
            : end < text.length() && text.charAt(end) == '#' ? 1 : 0;
    boolean more = end + signs < text.length() && isWordPart(text.codePointAt(end + signs));
    return more ? 0 : signs;
  }

  private void emit(List<Part> parts) {
    List<Part> words = glued(parts);
    boolean joins = words.size() <= MOST_PARTS_JOINED;
    for (int i = 0; i < words.size(); i++) {
      Part part = words.get(i);
      boolean compound =
          joins
              && ((i > 0 && joinsWith(part))
                  || (i + 1 < words.size() && joinsWith(words.get(i + 1))));
      add(part.word(), part.start(), part.end(), compound);
      if (joins && i + 1 < words.size() && joinsWith(words.get(i + 1))) {
        Part next = words.get(i + 1);
        String both = part.word() + next.word();
        if (both.length() <= LONGEST_WORD) {
          tokens.add(token(both, position - 1, part.start(), next.end(), true, false));
        }
      }
    }
  }

  private static boolean joinsWith(Part next) {
    return "-_@".indexOf(next.before()) >= 0;
  }

  /// Parts that are no words of their own: the digits after a decimal point, the `s` of a
  /// possessive, the letters of `i.i.d.` and `R&D`.
  private static List<Part> glued(List<Part> parts) {
    if (parts.size() > 1 && parts.stream().allMatch(part -> isLetterOf(part, "&."))) {
      StringBuilder letters = new StringBuilder();
      parts.forEach(part -> letters.append(part.word()));
      return List.of(
          new Part(letters.toString(), parts.getFirst().start(), parts.getLast().end(), ' '));
    }
    List<Part> words = new ArrayList<>(parts.size());
    for (Part part : parts) {
      Part last = words.isEmpty() ? part : words.getLast();
      boolean apostrophe = part.before() == '\'' || part.before() == '’';
      if (apostrophe && part.word().equals("s")) {
        continue;
      }
      boolean decimal = part.before() == '.' && last.endsInDigit() && part.startsWithDigit();
      boolean thousands =
          part.before() == ',' && last.endsInDigit() && part.word().matches("\\d{3}");
      if (apostrophe || decimal || thousands) {
        words.removeLast();
        String joined = last.word() + (decimal ? "." : "") + part.word();
        words.add(new Part(joined, last.start(), part.end(), last.before()));
      } else {
        words.add(part);
      }
    }
    return words;
  }

  private static boolean isLetterOf(Part part, String signs) {
    return part.word().length() == 1
        && Character.isLetter(part.word().charAt(0))
        && (part.before() == ' ' || signs.indexOf(part.before()) >= 0);
  }

  private void add(String word, int start, int end, boolean partOfCompound) {
    int place = position++;
    if (!word.isEmpty() && word.length() <= LONGEST_WORD) {
      tokens.add(token(word, place, start, end, false, !partOfCompound && Stems.isCommon(word)));
    }
  }

  private Token token(
      String word, int place, int start, int end, boolean compound, boolean common) {
    String stem = wanted == null || wanted.may(word) ? Stems.of(word) : word;
    return new Token(word, stem, place, text.start(start), text.end(end - 1), compound, common);
  }

  /// Lower case without accents: `Müller` is `muller`, `ℓ₂` is `l2`, a lone `β` is `beta`.
  static String folded(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (isAscii(lower)) {
      return lower;
    }
    StringBuilder letters = new StringBuilder();
    Normalizer.normalize(lower, Normalizer.Form.NFKD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(letters::appendCodePoint);
    if (letters.length() == 1) {
      int greek = GREEK.indexOf(letters.charAt(0));
      if (greek >= 0) {
        return GREEK_NAMES[greek];
      }
    }
    char[] in = letters.toString().toCharArray();
    char[] out = new char[4 * in.length];
    int length = ASCIIFoldingFilter.foldToASCII(in, 0, out, 0, in.length);
    return new String(out, 0, length).toLowerCase(Locale.ROOT);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
