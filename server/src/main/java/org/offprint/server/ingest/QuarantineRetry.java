package org.offprint.server.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.offprint.server.db.Database;
import org.offprint.server.ingest.Quarantine.Kept;
import org.offprint.server.ingest.Quarantine.State;

/// Reads records of the quarantine once more: after an upgrade they may be understood.
public final class QuarantineRetry {
  /// What became of it.
  public sealed interface Tried {
    /// @param counts of the papers that it held
    record Stored(Counts counts) implements Tried {}

    record StillBad(String reason) implements Tried {}

    /// It was stored or discarded before.
    record Settled(State state) implements Tried {}

    record NoSuchRecord() implements Tried {}
  }

  private final Database database;
  private final Quarantine quarantine;
  private final Intake intake;

  public QuarantineRetry(Database database, Quarantine quarantine, Intake intake) {
    this.database = database;
    this.quarantine = quarantine;
    this.intake = intake;
  }

  public Tried retry(long id) {
    Optional<Kept> found = quarantine.find(id);
    if (found.isEmpty()) {
      return new Tried.NoSuchRecord();
    }
    Kept kept = found.get();
    if (kept.state() != State.waiting) {
      return new Tried.Settled(kept.state());
    }
    if (kept.cut()) {
      return stillBad(
          kept, "only the beginning of the record was kept; get it from its source again");
    }
    Batch batch;
    try {
      Documents.Split split =
          Documents.split(kept.source(), kept.text().getBytes(StandardCharsets.UTF_8));
      batch = Batch.read(split.records());
      if (split.problem() != null) {
        return stillBad(kept, split.problem());
      }
    } catch (ImportRefused e) {
      return stillBad(kept, String.valueOf(e.getMessage()));
    }
    if (!batch.bad().isEmpty()) {
      return stillBad(kept, batch.bad().getFirst().reason());
    }
    if (batch.papers().isEmpty() && batch.withdrawn().isEmpty()) {
      return stillBad(kept, "there is no record in it");
    }
    Counts counts =
        database.inTransaction(() -> {
          Counts saved = intake.save(kept.source(), batch).plus(intake.withdraw(batch.withdrawn()));
          quarantine.stored(id);
          return saved;
        });
    return new Tried.Stored(counts);
  }

  private Tried stillBad(Kept kept, String reason) {
    quarantine.stillBad(kept.id(), reason);
    return new Tried.StillBad(reason);
  }
}
