package org.offprint.server.digest;

import java.time.LocalDate;
import org.offprint.catalog.paper.PaperId;

/// Something that may be news.
///
/// @param seq in the order in which it was noticed
/// @param mark tells two events of one kind and paper apart: the version that changed, the run of a
///   verdict
/// @param day of the list, or on which it was noticed
public record Event(long seq, Kind kind, PaperId paper, String mark, LocalDate day) {
  public enum Kind {
    /// It stands on a day's list, for the first time.
    listed,
    /// Its title or abstract is another than that of the version before.
    changed,
    /// A run of its method measured the claim.
    verdict,
    /// Curators chose it for a day.
    picked
  }
}
