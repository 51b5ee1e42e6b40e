package org.offprint.server.interest;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A work in a reader's library.
///
/// @param key its arXiv identifier, its DOI, or a hash of title and first author
/// @param added when the reader put it there, where the library says so
/// @param source the file or library that it came from
public record Interest(
    String key,
    String title,
    @Nullable String abstractText,
    List<String> authors,
    @Nullable Instant added,
    String source) {
  public Interest {
    authors = List.copyOf(authors);
  }
}
