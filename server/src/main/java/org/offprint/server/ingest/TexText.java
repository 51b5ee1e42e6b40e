package org.offprint.server.ingest;

import java.text.Normalizer;
import java.util.Map;

/// Names and titles written in TeX, as plain text: accents become letters, braces go. Formulas
/// between dollar signs stay as they are.
final class TexText {
  /// Combining mark of each accent command; the mark follows the letter in Unicode.
  private static final Map<Character, Character> ACCENTS =
      Map.ofEntries(
          Map.entry('`', '\u0300'),
          Map.entry('\'', '\u0301'),
          Map.entry('^', '\u0302'),
          Map.entry('~', '\u0303'),
          Map.entry('=', '\u0304'),
          Map.entry('u', '\u0306'),
          Map.entry('.', '\u0307'),
          Map.entry('"', '\u0308'),
          Map.entry('r', '\u030A'),
          Map.entry('H', '\u030B'),
          Map.entry('v', '\u030C'),
          Map.entry('d', '\u0323'),
          Map.entry('c', '\u0327'),
          Map.entry('k', '\u0328'),
          Map.entry('b', '\u0331'));

  private static final Map<String, String> LETTERS =
      Map.ofEntries(
          Map.entry("ss", "ß"),
          Map.entry("o", "ø"),
          Map.entry("O", "Ø"),
          Map.entry("l", "ł"),
          Map.entry("L", "Ł"),
          Map.entry("ae", "æ"),
          Map.entry("AE", "Æ"),
          Map.entry("oe", "œ"),
          Map.entry("OE", "Œ"),
          Map.entry("aa", "å"),
          Map.entry("AA", "Å"),
          Map.entry("i", "ı"),
          Map.entry("j", "ȷ"),
          Map.entry("dh", "ð"),
          Map.entry("DH", "Ð"),
          Map.entry("th", "þ"),
          Map.entry("TH", "Þ"),
          Map.entry("dj", "đ"),
          Map.entry("DJ", "Đ"),
          Map.entry("ng", "ŋ"),
          Map.entry("textendash", "–"),
          Map.entry("textemdash", "—"),
          Map.entry("textquoteright", "’"),
          Map.entry("textquoteleft", "‘"),
          Map.entry("textbackslash", "\\"),
          Map.entry("textasciitilde", "~"),
          Map.entry("ldots", "…"),
          Map.entry("dots", "…"),
          Map.entry("S", "§"),
          Map.entry("copyright", "©"),
          Map.entry("textregistered", "®"));

  private final String tex;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private TexText(String tex) {
    this.tex = tex;
  }

  static String plain(String tex) {
    if (tex.indexOf('\\') < 0
        && tex.indexOf('{') < 0
        && tex.indexOf('~') < 0
        && tex.indexOf('}') < 0) {
      return tex;
    }
    TexText text = new TexText(tex);
    text.read();
    return Normalizer.normalize(text.out, Normalizer.Form.NFC);
  }

  private void read() {
    while (at < tex.length()) {
      char c = tex.charAt(at);
      switch (c) {
        case '$' -> formula();
        case '{', '}' -> at++;
        case '~' -> {
          out.append(' ');
          at++;
        }
        case '\\' -> command();
        default -> {
          out.append(c);
          at++;
        }
      }
    }
  }

  /// Up to the closing dollar sign; a lone one is a character.
  private void formula() {
    int end = at + 1;
    while (end < tex.length() && (tex.charAt(end) != '$' || tex.charAt(end - 1) == '\\')) {
      end++;
    }
    end = end < tex.length() ? end + 1 : at + 1;
    out.append(tex, at, end);
    at = end;
  }

  private void command() {
    at++; // the backslash
    if (at >= tex.length()) {
      return;
    }
    char c = tex.charAt(at);
    if (!Character.isLetter(c)) {
      at++;
      Character mark = ACCENTS.get(c);
      if (mark != null) {
        accented(mark);
      } else if (c != '-' && c != '/') { // hints to the typesetter
        out.append(c == '\\' || c == ' ' ? ' ' : c);
      }
      return;
    }
    int start = at;
    while (at < tex.length() && isAsciiLetter(tex.charAt(at))) {
      at++;
    }
    if (at == start) {
      return; // a letter beyond ASCII: no command
    }
    word(tex.substring(start, at));
  }

  private void word(String name) {
    Character mark = name.length() == 1 ? ACCENTS.get(name.charAt(0)) : null;
    String letter = LETTERS.get(name);
    if (mark != null && takesLetter()) {
      accented(mark);
    } else if (letter != null) {
      out.append(letter);
      skipSpace();
    } else if (at < tex.length() && tex.charAt(at) == '{') {
      skipSpace(); // a font command: its argument is read as text
    } else {
      out.append('\\').append(name); // unknown: left as it stands
    }
  }

  private boolean takesLetter() {
    int next = at;
    while (next < tex.length() && (tex.charAt(next) == ' ' || tex.charAt(next) == '{')) {
      next++;
    }
    return next < tex.length()
        && (Character.isLetter(tex.charAt(next)) || tex.charAt(next) == '\\');
  }

  /// The letter after an accent, with or without braces: `\'e`, `\'{e}`, `\' e`, `\'\i`.
  private void accented(char mark) {
    while (at < tex.length() && (tex.charAt(at) == ' ' || tex.charAt(at) == '{')) {
      at++;
    }
    if (at >= tex.length()) {
      return;
    }
    if (tex.charAt(at) == '\\') {
      int before = out.length();
      command();
      if (out.length() > before) {
        char base = out.charAt(out.length() - 1);
        out.setCharAt(out.length() - 1, base == 'ı' ? 'i' : base == 'ȷ' ? 'j' : base);
        out.append(mark);
      }
      return;
    }
    int letter = tex.codePointAt(at);
    at += Character.charCount(letter);
    if (letter != '}') {
      out.appendCodePoint(letter).append(mark);
    }
  }

  private void skipSpace() {
    if (at < tex.length() && tex.charAt(at) == ' ') {
      at++;
    } else if (tex.startsWith("{}", at)) {
      at += 2;
    }
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
