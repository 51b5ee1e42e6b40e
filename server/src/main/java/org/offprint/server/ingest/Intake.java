package org.offprint.server.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;
import org.offprint.server.paper.Papers.Saved;

/// The door through which records come in, from files and from the network: papers into the store,
/// what cannot be read into the quarantine.
public final class Intake {
  private final Papers papers;
  private final Quarantine quarantine;

  public Intake(Papers papers, Quarantine quarantine) {
    this.papers = papers;
    this.quarantine = quarantine;
  }

  /// Stores papers and quarantines the rest; withdrawals are left to {@link #withdraw}.
  public Counts save(String source, Batch batch) {
    List<Saved> outcomes = papers.save(batch.papers());
    quarantine.add(source, batch.bad());
    return outcomes.stream()
        .map(Counts::of)
        .reduce(Counts.inQuarantine(batch.bad().size()), Counts::plus);
  }

  /// A paper that is not known has nothing to change.
  public Counts withdraw(List<Said.Withdrawn> records) {
    Counts counts = Counts.NONE;
    for (int from = 0; from < records.size(); from += Batch.SIZE) {
      List<Said.Withdrawn> some =
          records.subList(from, Math.min(from + Batch.SIZE, records.size()));
      Map<PaperId, Paper> known = new LinkedHashMap<>();
      papers
          .byIds(some.stream().map(Said.Withdrawn::id).distinct().toList())
          .forEach(paper -> known.put(paper.id(), paper));
      List<Offered> taken = new ArrayList<>();
      for (Said.Withdrawn record : some) {
        Paper paper = known.get(record.id());
        if (paper == null) {
          counts = counts.plus(Counts.of(Saved.unchanged));
        } else {
          taken.add(new Offered(paper.withdrawnAt(record.at()), null));
        }
      }
      counts = papers.save(taken).stream().map(Counts::of).reduce(counts, Counts::plus);
    }
    return counts;
  }
}
