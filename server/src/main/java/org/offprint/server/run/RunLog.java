package org.offprint.server.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a run says, within a bound: its first words and its last ones, however much comes in
/// between. Lines that only say how far it is are remembered as that.
final class RunLog {
  /// @param head the first words
  /// @param tail the words after those, or the last of them
  /// @param length how many characters there were in all
  /// @param part which part it is in, and how far; null as long as it has not said
  record View(String head, String tail, long length, @Nullable Progress part) {
    /// How many characters between head and tail are not kept.
    long leftOut() {
      return length - head.length() - tail.length();
    }

    /// What came after the first `known` characters; null where that is more than is kept.
    @Nullable String since(long known) {
      long more = length - known;
      if (more < 0 || (more > tail.length() && leftOut() > 0)) {
        return null;
      }
      String kept = head + tail;
      return kept.substring(kept.length() - (int) more);
    }

    /// All that is kept, saying what is not.
    String whole() {
      return leftOut() == 0
          ? head + tail
          : "%s… %,d characters left out …%n%s".formatted(head, leftOut(), tail);
    }
  }

  /// @param done steps of the part, of `total`
  record Progress(String part, long done, long total) {}

  static final int HEAD = 16_000;
  static final int TAIL = 48_000;
  private static final int LONGEST_LINE = 2_000;
  private static final Pattern PROGRESS =
      Pattern.compile("(\\S.{0,200}?): (\\d{1,15})/(\\d{1,15}), .*");

  private final StringBuilder head = new StringBuilder();
  private final StringBuilder tail = new StringBuilder();
  private final StringBuilder line = new StringBuilder();
  private long length;
  private @Nullable Progress progress;

  /// More of the output, as it comes.
  synchronized void write(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        endLine();
      } else if (line.length() < LONGEST_LINE) {
        line.append(c < ' ' && c != '\t' ? '\uFFFD' : c);
      }
    }
  }

  /// A line of our own.
  synchronized void say(String text) {
    endLine();
    line.append(text);
    endLine();
  }

  /// What has no line break behind it is shown too when the run is over.
  synchronized void close() {
    endLine();
  }

  private void endLine() {
    if (line.isEmpty()) {
      return;
    }
    String text = line.toString();
    line.setLength(0);
    Matcher far = PROGRESS.matcher(text);
    if (far.matches()) {
      progress =
          new Progress(far.group(1), Long.parseLong(far.group(2)), Long.parseLong(far.group(3)));
      if (progress.done() < progress.total()) {
        return;
      }
    }
    keep(text + "\n");
  }

  private void keep(String text) {
    length += text.length();
    if (tail.isEmpty() && head.length() + text.length() <= HEAD) {
      head.append(text);
      return;
    }
    tail.append(text);
    if (tail.length() > 2 * TAIL) {
      trim();
    }
  }

  /// Keeps whole lines.
  private void trim() {
    int cut = tail.length() - TAIL;
    if (cut > 0) {
      int end = tail.indexOf("\n", cut - 1);
      tail.delete(0, end < 0 ? cut : end + 1);
    }
  }

  synchronized View view() {
    trim();
    return new View(head.toString(), tail.toString(), length, progress);
  }

  /// The last line, for a sentence about why it failed.
  synchronized String lastLine() {
    String text = (tail.isEmpty() ? head : tail).toString().strip();
    return text.substring(text.lastIndexOf('\n') + 1).strip();
  }
}
