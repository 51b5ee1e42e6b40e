package org.offprint.server.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Text as papers need it: control characters and halves of characters are gone, white space is
/// folded. LaTeX stays as it is.
final class PlainText {
  /// arXiv wraps its lines hard; an indented line begins a paragraph, as a blank line does.
  private static final Pattern PARAGRAPH =
      Pattern.compile("\\r?\\n(?:[ \\t]*\\r?\\n|[ \\t]{2,})[\\s]*");

  private PlainText() {}

  /// One line, or empty. Written by hand: every text of every record passes here.
  static String line(String text) {
    String visible = visible(text);
    int length = visible.length();
    int clean = 0; // up to here nothing is to be folded
    while (clean < length
        && (!space(visible.charAt(clean))
            || (visible.charAt(clean) == ' '
                && clean > 0
                && clean + 1 < length
                && !space(visible.charAt(clean + 1))))) {
      clean++;
    }
    if (clean == length) {
      return visible;
    }
    StringBuilder out = new StringBuilder(length).append(visible, 0, clean);
    boolean pending = false;
    for (int i = clean; i < length; i++) {
      char c = visible.charAt(i);
      if (space(c)) {
        pending = !out.isEmpty();
      } else {
        if (pending) {
          out.append(' ');
          pending = false;
        }
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean space(char c) {
    if (c < 0x00A0) {
      return c == ' ' || (c >= '\t' && c <= '\r');
    }
    return c == 0x00A0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000
        || c == 0xFEFF;
  }

  /// Paragraphs, each one line, separated by a blank line.
  static String paragraphs(String text) {
    String visible = visible(text).strip();
    if (visible.indexOf('\n') < 0) {
      return line(visible);
    }
    List<String> paragraphs = new ArrayList<>();
    for (String paragraph : PARAGRAPH.split(visible)) {
      String folded = line(paragraph);
      if (!folded.isEmpty()) {
        paragraphs.add(folded);
      }
    }
    return String.join("\n\n", paragraphs);
  }

  /// Without control characters (but line ends and tabs) and without unpaired surrogates, neither
  /// of which PostgreSQL or XML would take.
  private static String visible(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (unwanted(c) || Character.isSurrogate(c)) {
        return filtered(text);
      }
    }
    return text;
  }

  private static String filtered(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> c > 0xFFFF || !(unwanted((char) c) || Character.isSurrogate((char) c)))
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static boolean unwanted(char c) {
    return (c < ' ' && c != '\n' && c != '\t' && c != '\r')
        || (c >= 0x7F && c <= 0x9F)
        || c >= 0xFFFE;
  }
}
