package org.offprint.server.cite;

import java.text.Normalizer;
import java.util.Map;

/// Text for a TeX file. Titles and abstracts come with TeX in them, so formulas and commands stand
/// as they are; what would break the file is escaped, and accents become commands that every TeX
/// reads.
final class Tex {
  private static final Map<Integer, String> ACCENTS =
      Map.ofEntries(
          Map.entry(0x300, "`"),
          Map.entry(0x301, "'"),
          Map.entry(0x302, "^"),
          Map.entry(0x303, "~"),
          Map.entry(0x304, "="),
          Map.entry(0x306, "u"),
          Map.entry(0x307, "."),
          Map.entry(0x308, "\""),
          Map.entry(0x30A, "r"),
          Map.entry(0x30B, "H"),
          Map.entry(0x30C, "v"),
          Map.entry(0x323, "d"),
          Map.entry(0x327, "c"),
          Map.entry(0x328, "k"));
  private static final Map<Integer, String> LETTERS =
      Map.ofEntries(
          Map.entry((int) 'ß', "ss"),
          Map.entry((int) 'æ', "ae"),
          Map.entry((int) 'Æ', "AE"),
          Map.entry((int) 'œ', "oe"),
          Map.entry((int) 'Œ', "OE"),
          Map.entry((int) 'ø', "o"),
          Map.entry((int) 'Ø', "O"),
          Map.entry((int) 'å', "aa"),
          Map.entry((int) 'Å', "AA"),
          Map.entry((int) 'ł', "l"),
          Map.entry((int) 'Ł', "L"),
          Map.entry((int) 'ı', "i"));

  private Tex() {}

  /// The text inside braces: they are balanced, whatever the text was.
  static String escape(String text) {
    boolean balanced = isBalanced(text);
    StringBuilder tex = new StringBuilder(text.length() + 16);
    boolean math = false;
    int formulas = formulas(text);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\\' && i < text.length()) {
        int next = text.codePointAt(i);
        tex.append('\\').appendCodePoint(next);
        i += Character.charCount(next);
      } else if (c == '\\') {
        tex.append("\\textbackslash{}");
      } else if (c == '$') {
        boolean pairs = formulas % 2 == 0;
        math = pairs && !math;
        tex.append(pairs ? "$" : "\\$");
      } else if (c == '{' || c == '}') {
        tex.append(balanced ? "" : "\\").appendCodePoint(c);
      } else if (math) {
        tex.appendCodePoint(c);
      } else {
        tex.append(outsideMath(c));
      }
    }
    return tex.toString();
  }

  private static String outsideMath(int c) {
    return switch (c) {
      case '&', '%', '#', '_' -> "\\" + (char) c;
      case '~' -> "\\textasciitilde{}";
      case '^' -> "\\textasciicircum{}";
      default -> c < 128 ? String.valueOf((char) c) : letter(c);
    };
  }

  private static String letter(int c) {
    String own = LETTERS.get(c);
    if (own != null) {
      return "{\\" + own + "}";
    }
    String parts = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD);
    if (parts.codePointCount(0, parts.length()) == 2 && parts.charAt(0) < 128) {
      String accent = ACCENTS.get(parts.codePointAt(1));
      if (accent != null) {
        return Character.isLetter(accent.charAt(0))
            ? "{\\" + accent + "{" + parts.charAt(0) + "}}"
            : "{\\" + accent + parts.charAt(0) + "}";
      }
    }
    return Character.toString(c); // Chinese, Greek and the rest: BibTeX files are UTF-8 today
  }

  private static int formulas(String text) {
    int signs = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '$') {
        signs++;
      }
    }
    return signs;
  }

  private static boolean isBalanced(String text) {
    int depth = 0;
    for (int i = 0; i < text.length() && depth >= 0; i++) {
      switch (text.charAt(i)) {
        case '\\' -> i++;
        case '{' -> depth++;
        case '}' -> depth--;
        default -> {}
      }
    }
    return depth == 0;
  }
}
