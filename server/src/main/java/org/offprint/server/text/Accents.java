package org.offprint.server.text;

import java.text.Normalizer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The accents of TeX's text mode: `\"o`, `\'{e}`, `\v{c}`, and letters with names of their own:
/// `\o`, `\ss`.
final class Accents {
  private static final Map<String, Character> COMBINING =
      Map.ofEntries(
          Map.entry("'", '\u0301'),
          Map.entry("`", '\u0300'),
          Map.entry("^", '\u0302'),
          Map.entry("\"", '\u0308'),
          Map.entry("~", '\u0303'),
          Map.entry("=", '\u0304'),
          Map.entry(".", '\u0307'),
          Map.entry("u", '\u0306'),
          Map.entry("v", '\u030c'),
          Map.entry("H", '\u030b'),
          Map.entry("c", '\u0327'),
          Map.entry("k", '\u0328'),
          Map.entry("r", '\u030a'),
          Map.entry("d", '\u0323'),
          Map.entry("b", '\u0331'));

  static final Map<String, String> LETTERS =
      Map.ofEntries(
          Map.entry("o", "ø"),
          Map.entry("O", "Ø"),
          Map.entry("l", "ł"),
          Map.entry("L", "Ł"),
          Map.entry("ss", "ß"),
          Map.entry("ae", "æ"),
          Map.entry("AE", "Æ"),
          Map.entry("oe", "œ"),
          Map.entry("OE", "Œ"),
          Map.entry("aa", "å"),
          Map.entry("AA", "Å"),
          Map.entry("i", "ı"),
          Map.entry("j", "ȷ"),
          Map.entry("dh", "ð"),
          Map.entry("th", "þ"),
          Map.entry("dj", "đ"),
          Map.entry("DJ", "Đ"),
          Map.entry("ng", "ŋ"));

  private Accents() {}

  static boolean isAccent(String command) {
    return COMBINING.containsKey(command);
  }

  /// The accented letter, or null when Unicode has no such letter: then it was no accent.
  static @Nullable String compose(String accent, String letter) {
    Character mark = COMBINING.get(accent);
    if (mark == null || letter.length() != 1) {
      return null;
    }
    String base = letter.equals("ı") ? "i" : letter.equals("ȷ") ? "j" : letter;
    String composed = Normalizer.normalize(base + mark, Normalizer.Form.NFC);
    return composed.length() == 1 ? composed : null;
  }
}
