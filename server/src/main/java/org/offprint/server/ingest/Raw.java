package org.offprint.server.ingest;

import java.util.function.Supplier;

/// One record as it stands in a file, not yet understood, so that another thread can do that.
///
/// @param line where it begins, from 1
/// @param text the record itself, for the quarantine
/// @param meaning reads it; throws {@link Unreadable} with the reason when it cannot be read
/// @param size roughly how many bytes of memory it keeps
public record Raw(long line, Supplier<String> text, Supplier<Said> meaning, int size) {
  public Raw(long line, Supplier<String> text, Supplier<Said> meaning) {
    this(line, text, meaning, 0);
  }

  static Raw bad(long line, String text, String reason) {
    return new Raw(
        line,
        () -> text,
        () -> {
          throw new Unreadable(reason);
        },
        text.length());
  }
}
