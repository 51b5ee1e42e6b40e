package org.offprint.server.text;

import java.util.Map;

/// The shapes of letters in formulas. Unicode has a character for each (block Mathematical
/// Alphanumeric Symbols and, for letters that were there before, Letterlike Symbols); browsers draw
/// no others (MathML Core knows no `mathvariant` but `normal`).
enum Alphabet {
  ITALIC(0, 0, 0, 0, 0, Map.of()),
  UPRIGHT(0, 0, 0, 0, 0, Map.of()),
  BOLD(0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8, 0x1D6C2, Map.of()),
  BOLD_ITALIC(0x1D468, 0x1D482, 0x1D7CE, 0x1D71C, 0x1D736, Map.of()),
  SCRIPT(
      0x1D49C,
      0x1D4B6,
      0,
      0,
      0,
      Map.ofEntries(
          Map.entry('B', "ℬ"),
          Map.entry('E', "ℰ"),
          Map.entry('F', "ℱ"),
          Map.entry('H', "ℋ"),
          Map.entry('I', "ℐ"),
          Map.entry('L', "ℒ"),
          Map.entry('M', "ℳ"),
          Map.entry('R', "ℛ"),
          Map.entry('e', "ℯ"),
          Map.entry('g', "ℊ"),
          Map.entry('o', "ℴ"))),
  FRAKTUR(0x1D504, 0x1D51E, 0, 0, 0, Map.of('C', "ℭ", 'H', "ℌ", 'I', "ℑ", 'R', "ℜ", 'Z', "ℨ")),
  DOUBLE(
      0x1D538,
      0x1D552,
      0x1D7D8,
      0,
      0,
      Map.of('C', "ℂ", 'H', "ℍ", 'N', "ℕ", 'P', "ℙ", 'Q', "ℚ", 'R', "ℝ", 'Z', "ℤ")),
  SANS(0x1D5A0, 0x1D5BA, 0x1D7E2, 0, 0, Map.of()),
  MONO(0x1D670, 0x1D68A, 0x1D7F6, 0, 0, Map.of());

  private final int upper;
  private final int lower;
  private final int digit;
  private final int greekUpper;
  private final int greekLower;
  private final Map<Character, String> older;

  Alphabet(
      int upper,
      int lower,
      int digit,
      int greekUpper,
      int greekLower,
      Map<Character, String> older) {
    this.upper = upper;
    this.lower = lower;
    this.digit = digit;
    this.greekUpper = greekUpper;
    this.greekLower = greekLower;
    this.older = older;
  }

  /// `text` in these shapes; a character without one stays as it is.
  String of(String text) {
    if (upper == 0) {
      return text;
    }
    StringBuilder shaped = new StringBuilder();
    for (char c : text.toCharArray()) {
      String letterlike = older.get(c);
      if (letterlike != null) {
        shaped.append(letterlike);
      } else {
        shaped.appendCodePoint(of(c));
      }
    }
    return shaped.toString();
  }

  private int of(char c) {
    if (c >= 'A' && c <= 'Z') {
      return upper + (c - 'A');
    }
    if (c >= 'a' && c <= 'z') {
      return lower + (c - 'a');
    }
    if (c >= '0' && c <= '9' && digit != 0) {
      return digit + (c - '0');
    }
    if (c >= 'Α' && c <= 'Ω' && greekUpper != 0) {
      return greekUpper + (c - 'Α');
    }
    if (c >= 'α' && c <= 'ω' && greekLower != 0) {
      return greekLower + (c - 'α');
    }
    return c;
  }
}
