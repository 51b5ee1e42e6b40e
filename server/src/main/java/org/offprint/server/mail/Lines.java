package org.offprint.server.mail;

/// Lines of a plain text as people read it in mails: 72 characters at most, an address never
/// broken.
public final class Lines {
  private static final int WIDTH = 72;

  private Lines() {}

  /// The text in lines that each begin with `indent`, with a line break after each.
  public static String wrapped(String text, String indent) {
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    boolean empty = true;
    for (String word : text.strip().split("\\s+")) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        lines.append(line).append('\n');
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    return lines.append(line).append('\n').toString();
  }
}
