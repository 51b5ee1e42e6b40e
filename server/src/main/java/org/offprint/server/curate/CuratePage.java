package org.offprint.server.curate;

import java.time.LocalDate;
import java.util.List;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.curate.Picks.Pick;

/// Where curators choose and order the papers of a day.
///
/// @param chosen what was chosen, in its order
/// @param others what else stands on the day's list
/// @param problem why something was not done; empty as a rule
public record CuratePage(
    LocalDate day, String proof, List<Chosen> chosen, List<Paper> others, String problem) {
  /// A paper and why it was chosen.
  public record Chosen(Pick pick, Paper paper) {}
}
