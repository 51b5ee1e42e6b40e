package org.offprint.server.shelf;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.shelf.Shelves.Kept;
import org.offprint.server.shelf.Shelves.Shelf;

/// The papers of a list.
///
/// @param proof what the owner's forms must carry; empty for everybody else
/// @param problem why something was not done; empty as a rule
public record ShelfPage(
    Shelf shelf, String proof, List<Line> lines, String problem, int page, int pages, Dates dates) {
  /// A paper of the list.
  public record Line(Kept kept, Paper paper) {}

  /// When the papers of the list are discussed.
  ///
  /// @param coming those that are not over
  /// @param past how many are over
  /// @param papers what the owner chooses from; empty for everybody else
  /// @param entered what the form shows, by field
  /// @param calendar the whole address that a calendar takes; empty where there is none
  /// @param keyed whether that address has a key, which makes it good for whoever knows it
  public record Dates(
      List<Appointment> coming,
      int past,
      List<Paper> papers,
      Map<String, String> entered,
      String calendar,
      boolean keyed) {
    public Dates {
      coming = List.copyOf(coming);
      papers = List.copyOf(papers);
      entered = Map.copyOf(entered);
    }

    public String value(String field) {
      return entered.getOrDefault(field, "");
    }

    /// Whether the form changes a meeting that is there.
    public boolean changes() {
      return !value("meeting").isEmpty();
    }
  }

  /// A meeting and its paper.
  public record Appointment(Meeting meeting, Paper paper) {}

  public boolean mine() {
    return !proof.isEmpty();
  }

  /// The lists that somebody sees.
  ///
  /// @param mine one's own; null for a reader without an account
  public record All(@Nullable List<Shelf> mine, List<Shelf> everybodys, String proof) {}
}
