package org.offprint.server.ingest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.paper.Papers.Offered;

/// Records that were read together and are saved together.
///
/// @param withdrawn not saved with the batch but at the end
/// @param bad what could not be read, and why
public record Batch(
    List<Offered> papers, List<Said.Withdrawn> withdrawn, List<Quarantine.Record> bad) {
  static final int SIZE = 500;

  /// What each record says; one that cannot be read costs itself only.
  public static Batch read(List<Raw> records) {
    Batch batch = new Batch(new ArrayList<>(records.size()), new ArrayList<>(), new ArrayList<>());
    for (Raw raw : records) {
      batch.read(raw);
    }
    return batch;
  }

  private void read(Raw raw) {
    try {
      switch (raw.meaning().get()) {
        case Said.OfPaper(Paper paper, var listing) -> papers.add(new Offered(paper, listing));
        case Said.Withdrawn said -> withdrawn.add(said);
      }
    } catch (RuntimeException | StackOverflowError e) { // whatever is wrong with one record
      bad.add(new Quarantine.Record(raw.line(), reason(e), raw.text().get()));
    }
  }

  private static String reason(Throwable e) {
    @Nullable String message = e.getMessage();
    return e instanceof Unreadable || e instanceof IllegalArgumentException
        ? String.valueOf(message)
        : "unexpected: " + e;
  }
}
