package org.offprint.server.ingest;

import org.offprint.server.paper.Papers.Saved;

/// What became of the records: `read` is always the sum of the others.
public record Counts(long read, long added, long revised, long unchanged, long quarantined) {
  public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

  public Counts {
    if (read != added + revised + unchanged + quarantined) {
      throw new IllegalArgumentException(
          "%d records read are not %d added + %d revised + %d unchanged + %d in quarantine"
              .formatted(read, added, revised, unchanged, quarantined));
    }
  }

  public Counts plus(Counts other) {
    return new Counts(
        read + other.read,
        added + other.added,
        revised + other.revised,
        unchanged + other.unchanged,
        quarantined + other.quarantined);
  }

  static Counts of(Saved saved) {
    return switch (saved) {
      case added -> new Counts(1, 1, 0, 0, 0);
      case revised -> new Counts(1, 0, 1, 0, 0);
      case unchanged -> new Counts(1, 0, 0, 1, 0);
    };
  }

  static Counts inQuarantine(long records) {
    return new Counts(records, 0, 0, 0, records);
  }

  @Override
  public String toString() {
    return "%,d read = %,d added + %,d revised + %,d unchanged + %,d in quarantine"
        .formatted(read, added, revised, unchanged, quarantined);
  }
}
