package org.offprint.server.shelf;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.shelf.Shelves.Kept;
import org.offprint.server.shelf.Shelves.Shelf;

/// The papers of a list.
///
/// @param proof what the owner's forms must carry; empty for everybody else
/// @param problem why something was not done; empty as a rule
public record ShelfPage(
    Shelf shelf, String proof, List<Line> lines, String problem, int page, int pages) {
  /// A paper of the list.
  public record Line(Kept kept, Paper paper) {}

  public boolean mine() {
    return !proof.isEmpty();
  }

  /// The lists that somebody sees.
  ///
  /// @param mine one's own; null for a reader without an account
  public record All(@Nullable List<Shelf> mine, List<Shelf> everybodys, String proof) {}
}
