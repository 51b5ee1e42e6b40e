package org.offprint.server.search;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/// A text without its LaTeX, and where each character stood: `$\ell_2$ norm` reads `l2 norm`,
/// `M\"uller` reads `Muller`, `$\alpha$-divergence` reads `alpha-divergence`.
final class Plain {
  /// Commands that are read aloud: the word that a person would type for them.
  private static final Map<String, String> SPOKEN =
      Map.ofEntries(
          Map.entry("ell", "l"),
          Map.entry("infty", "infinity"),
          Map.entry("varepsilon", "epsilon"),
          Map.entry("vartheta", "theta"),
          Map.entry("varphi", "phi"),
          Map.entry("o", "o"),
          Map.entry("O", "O"),
          Map.entry("l", "l"),
          Map.entry("L", "L"),
          Map.entry("ss", "ss"),
          Map.entry("ae", "ae"),
          Map.entry("AE", "AE"),
          Map.entry("i", "i"),
          Map.entry("j", "j"));

  private static final Set<String> WORDS =
      Set.of(
          "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
          "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
          "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega",
          "log", "exp", "min", "max", "sup", "inf", "arg", "argmin", "argmax", "softmax", "sin",
          "cos", "tan", "tanh", "det", "dim", "ker", "Pr", "LaTeX", "TeX");

  /// Commands whose argument reads on as part of the same word: accents and typefaces.
  private static final Set<String> SILENT =
      Set.of(
          "c",
          "v",
          "u",
          "H",
          "k",
          "r",
          "t",
          "b",
          "d",
          "mathcal",
          "mathbf",
          "mathbb",
          "mathrm",
          "mathit",
          "mathsf",
          "mathtt",
          "mathfrak",
          "mathscr",
          "boldsymbol",
          "bm",
          "bf",
          "it",
          "rm",
          "sf",
          "tt",
          "sc",
          "em",
          "cal",
          "text",
          "textbf",
          "textit",
          "textrm",
          "textsc",
          "textsf",
          "texttt",
          "textnormal",
          "textsuperscript",
          "textsubscript",
          "emph",
          "underline",
          "hat",
          "tilde",
          "bar",
          "vec",
          "widehat",
          "widetilde",
          "overline",
          "dot",
          "ddot",
          "operatorname",
          "mbox",
          "ensuremath",
          "left",
          "right",
          "big",
          "Big");

  private final String source;
  private char[] chars;

  /// Both empty where every character stands where it stood.
  private int[] starts = {};

  private int[] ends = {};
  private int length;

  private Plain(String source) {
    this.source = source;
    this.chars = source.toCharArray();
    this.length = chars.length;
  }

  static Plain of(String source) {
    Plain plain = new Plain(source);
    for (char c : plain.chars) {
      if (isSpecial(c)) {
        plain.read();
        break;
      }
    }
    return plain;
  }

  /// True for what {@link #read} does not take as it stands.
  private static boolean isSpecial(char c) {
    if (c < '[' ? c != '$' : c <= 'z' && c > '_') { // nearly always
      return false;
    }
    return switch (c) {
      case '\\', '$', '{', '}', '^', '~' -> true;
      case '\u00AD', '\u2010', '\u2011', '\u2013', '\u2212' -> true;
      default -> false;
    };
  }

  int length() {
    return length;
  }

  char charAt(int i) {
    return chars[i];
  }

  int codePointAt(int i) {
    return Character.codePointAt(chars, i, length);
  }

  String substring(int start, int end) {
    return new String(chars, start, end - start);
  }

  /// Where in the source the character `i` begins.
  int start(int i) {
    return starts.length == 0 ? i : starts[i];
  }

  /// Where in the source the character `i` ends.
  int end(int i) {
    return ends.length == 0 ? i + 1 : ends[i];
  }

  private void put(char c, int start, int end) {
    if (length == chars.length) {
      chars = Arrays.copyOf(chars, 2 * length + 16);
      starts = Arrays.copyOf(starts, chars.length);
      ends = Arrays.copyOf(ends, chars.length);
    }
    chars[length] = c;
    starts[length] = start;
    ends[length++] = end;
  }

  private void put(char c, int at) {
    put(c, at, at + 1);
  }

  private void read() {
    length = 0;
    starts = new int[chars.length];
    ends = new int[chars.length];
    boolean maths = false;
    int i = 0;
    while (i < source.length()) {
      char c = source.charAt(i);
      switch (c) {
        case '\\' -> i = command(i);
        case '$' -> {
          maths = !maths;
          i++;
        }
        case '{', '}', '\u00AD' -> i++;
        case '^' -> i++;
        case '_' -> {
          if (!maths) {
            put(c, i);
          }
          i++;
        }
        case '~' -> put(' ', i++);
        case '\u2010', '\u2011', '\u2013', '\u2212' -> put('-', i++);
        default -> put(c, i++);
      }
    }
  }

  /// Reads the command at `i`, which is a backslash, and returns where the text goes on.
  private int command(int i) {
    int end = i + 1;
    while (end < source.length() && isAsciiLetter(source.charAt(end))) {
      end++;
    }
    if (end == i + 1) {
      return symbol(i);
    }
    String name = source.substring(i + 1, end);
    String spoken = SPOKEN.getOrDefault(name, WORDS.contains(name) ? name : "");
    if (SILENT.contains(name)) {
      return end < source.length() && source.charAt(end) == ' ' && name.length() <= 3
          ? end + 1
          : end;
    }
    if (spoken.length() > 2 && length > 0 && Character.isLetterOrDigit(chars[length - 1])) {
      put(' ', i);
    }
    if (spoken.isEmpty()) {
      put(' ', i);
    }
    for (int k = 0; k < spoken.length(); k++) {
      put(spoken.charAt(k), i, end);
    }
    return end;
  }

  private int symbol(int i) {
    if (i + 1 == source.length()) {
      return i + 1;
    }
    switch (source.charAt(i + 1)) {
      case '"', '\'', '`', '^', '~', '=', '.' -> {} // an accent: its letter follows
      case '(', ')', '[', ']', '{', '}', '$' -> {}
      case '_' -> put('_', i);
      default -> put(' ', i);
    }
    return i + 2;
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
