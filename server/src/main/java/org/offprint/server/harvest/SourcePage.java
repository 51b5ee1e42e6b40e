package org.offprint.server.harvest;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.server.announce.Sighting;
import org.offprint.server.ingest.Batch;

/// What a page of a source says.
///
/// @param batch papers, withdrawals, and records that cannot be read
/// @param sightings which of them were announced when; only sources of arXiv say so
/// @param next where the walk goes on; null on the last page
/// @param of the day that the page is about, where the source chooses it; null where it is the
///   walk's
public record SourcePage(
    Batch batch, List<Sighting> sightings, @Nullable String next, @Nullable LocalDate of) {
  public SourcePage {
    sightings = List.copyOf(sightings);
  }
}
