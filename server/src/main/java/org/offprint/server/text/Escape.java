package org.offprint.server.text;

/// Text inside HTML and XML.
final class Escape {
  private Escape() {}

  /// Appends `text` so that it is data in an element and in a quoted attribute. What XML cannot
  /// hold becomes U+FFFD.
  static void into(StringBuilder html, String text) {
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        continue;
      }
      html.append(text, written, i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        default -> {
          if (Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            html.append(c).append(text.charAt(++i));
          } else {
            html.append(allowed(c) ? c : '\uFFFD');
          }
        }
      }
      written = i + 1;
    }
    html.append(text, written, text.length());
  }

  /// True for nearly every character: it is written as it stands.
  private static boolean isPlain(char c) {
    return c > '>'
        ? c < Character.MIN_SURROGATE
        : c >= ' ' && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'';
  }

  private static boolean allowed(char c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= ' ' && !Character.isSurrogate(c) && c < '\uFFFE');
  }
}
