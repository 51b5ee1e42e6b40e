package org.offprint.server.search;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.paper.Papers;

/// Builds what is derived from the database anew: the index, and the trending score of every paper.
/// Changes that arrive meanwhile wait in the outbox. Killed half way, the index says that it is not
/// complete, and the next start begins again.
public final class Reindex {
  private static final int BATCH = 2_000;
  private static final int COMMIT_EVERY = 20_000;

  /// Told after each batch.
  public interface Progress {
    void at(long done, long total);
  }

  private final Papers papers;
  private final IndexEntries entries;
  private final LuceneIndex index;
  private final IndexJob job;

  public Reindex(Database database, Papers papers, LuceneIndex index, IndexJob job) {
    this.papers = papers;
    this.entries = new IndexEntries(database, papers);
    this.index = index;
    this.job = job;
  }

  /// Rebuilds; returns how many papers there are.
  public long run(Progress progress) {
    long[] done = new long[1];
    job.alone(() -> done[0] = rebuild(progress));
    return done[0];
  }

  private long rebuild(Progress progress) {
    index.clear();
    long total = papers.count();
    long done = 0;
    long committed = 0;
    @Nullable PaperId last = null;
    while (true) {
      List<Paper> batch = papers.rescored(last, BATCH);
      if (batch.isEmpty()) {
        break;
      }
      index.putEntries(entries.with(batch));
      last = batch.getLast().id();
      done += batch.size();
      if (done - committed >= COMMIT_EVERY) {
        index.commit();
        committed = done;
      }
      progress.at(done, Math.max(done, total));
    }
    index.markComplete();
    index.commit();
    return done;
  }
}
