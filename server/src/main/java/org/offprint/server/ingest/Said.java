package org.offprint.server.ingest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;

/// What one record of a source says.
public sealed interface Said {
  /// A paper, and the place on a list that came with it.
  record OfPaper(Paper paper, @Nullable Listing listing) implements Said {}

  /// That the source took the paper back.
  record Withdrawn(PaperId id, Instant at) implements Said {}
}
