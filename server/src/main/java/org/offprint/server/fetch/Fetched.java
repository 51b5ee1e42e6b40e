package org.offprint.server.fetch;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What became of a request.
public sealed interface Fetched {
  /// An answer with status 200, read to its end.
  ///
  /// @param asked the address that was asked, before any redirect
  /// @param from the address that answered
  record Page(
      URI asked,
      URI from,
      String type,
      byte[] body,
      @Nullable String etag,
      @Nullable String lastModified)
      implements Fetched {}

  /// The page is as it was when it was last remembered.
  record Unchanged() implements Fetched {}

  /// The server asks for patience, or the gate still stands closed because it did.
  record Later(Instant at, String why) implements Fetched {}

  /// Anything else.
  ///
  /// @param status of the answer, or 0 where there was none
  record Failed(int status, String why) implements Fetched {}
}
