package org.offprint.server.feed;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Tally;

/// Papers for tests.
final class Papers {
  private Papers() {}

  static Paper paper(String id, @Nullable Integer upvotes, @Nullable Integer comments) {
    return new Paper(
        new PaperId(id),
        "Paper " + id,
        "An abstract.",
        null,
        null,
        List.of(Author.named("Ada Lovelace")),
        null,
        null,
        "cs.LG",
        List.of("cs.LG"),
        new SaidDate("2026-03-01"),
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        new Tally(upvotes, comments, null, null),
        new Origin("test", Origin.Rank.archive, "2026-03-05", id));
  }
}
