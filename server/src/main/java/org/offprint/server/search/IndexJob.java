package org.offprint.server.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.job.Outbox;
import org.offprint.server.job.Worker;
import org.offprint.server.paper.Papers;

/// Carries changed papers from the outbox to the index: reads a batch of entries, indexes what the
/// papers are now, commits the index, and only then deletes the entries. Killed at any moment it
/// loses nothing; what it repeats after a kill changes nothing.
public final class IndexJob implements AutoCloseable {
  public static final String TOPIC = "paper";

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int BATCH = 2_000;

  /// Entries between two commits while more are waiting: each commit waits for the disk.
  private static final int COMMIT_EVERY = 10_000;

  private final Outbox outbox;
  private final IndexEntries entries;
  private final LuceneIndex index;
  private final List<Consumer<Set<PaperId>>> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock turn = new ReentrantLock();
  private @Nullable Worker worker;

  public IndexJob(Database database, Papers papers, LuceneIndex index) {
    this.outbox = new Outbox(database);
    this.entries = new IndexEntries(database, papers);
    this.index = index;
  }

  /// Calls `listener` with the papers that changed, after searches see the change.
  public void onChange(Consumer<Set<PaperId>> listener) {
    listeners.add(listener);
  }

  /// Works on a thread of its own from now on.
  public synchronized void start() {
    if (worker == null) {
      worker = Worker.start("index", PAUSE, () -> round() > 0);
    }
  }

  /// Says that entries were just written, so that they need not wait for the next look.
  public synchronized void wake() {
    if (worker != null) {
      worker.wake();
    }
  }

  /// How many entries wait.
  public long waiting() {
    return outbox.waiting(TOPIC);
  }

  /// Returns when no more than `most` entries wait; the caller's thread works on them meanwhile, in
  /// turn with this job's own.
  public void await(int most) {
    while (outbox.hasMoreThan(TOPIC, most)) {
      round();
    }
  }

  /// Works on the caller's thread until nothing waits. For commands and tests.
  public void drain() {
    while (round() > 0) {}
  }

  /// Runs `work` while this job touches neither outbox nor index.
  void alone(Runnable work) {
    turn.lock();
    try {
      work.run();
    } finally {
      turn.unlock();
    }
  }

  /// Takes what waits, up to one commit; returns how many entries that was.
  private int round() {
    turn.lock();
    try {
      List<Long> done = new ArrayList<>();
      Set<PaperId> changed = new LinkedHashSet<>();
      long last = 0;
      while (done.size() < COMMIT_EVERY) {
        List<Outbox.Entry> batch = outbox.read(TOPIC, last, BATCH);
        if (batch.isEmpty()) {
          break;
        }
        last = batch.getLast().id();
        batch.forEach(entry -> done.add(entry.id()));
        changed.addAll(index(batch));
        if (batch.size() < BATCH) {
          break;
        }
      }
      if (!done.isEmpty()) {
        index.commit();
        outbox.delete(done);
        listeners.forEach(listener -> listener.accept(Set.copyOf(changed)));
      }
      return done.size();
    } finally {
      turn.unlock();
    }
  }

  private Set<PaperId> index(List<Outbox.Entry> batch) {
    Set<PaperId> ids = new LinkedHashSet<>();
    batch.forEach(entry -> ids.add(new PaperId(entry.key())));
    List<IndexEntry> found = entries.of(ids);
    Set<PaperId> gone = new LinkedHashSet<>(ids);
    found.forEach(entry -> gone.remove(entry.paper().id()));
    index.putEntries(found);
    index.remove(gone);
    return ids;
  }

  @Override
  public synchronized void close() {
    if (worker != null) {
      worker.close();
      worker = null;
    }
  }
}
