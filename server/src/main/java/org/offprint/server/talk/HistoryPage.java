package org.offprint.server.talk;

import gg.jte.Content;
import java.time.Instant;
import java.util.List;

/// What a comment said before.
///
/// @param texts the newest first; the first is how it stands
public record HistoryPage(Line line, List<Text> texts) {
  public record Text(int revision, Content html, Instant written) {}
}
