package org.offprint.server.job;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that repeats a step: at once while there is work, else after a pause or when woken. A
/// failure is logged once, however often it repeats, and the pause grows up to a minute.
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /// One step of work.
  public interface Step {
    /// Returns true when there may be more to do at once.
    boolean run() throws Exception;
  }

  private final String name;
  private final Duration pause;
  private final Step step;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition called = lock.newCondition();
  private boolean woken;
  private boolean closed;
  private int failures;
  private @Nullable String lastFailure;

  private Worker(String name, Duration pause, Step step) {
    this.name = name;
    this.pause = pause;
    this.step = step;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  public static Worker start(String name, Duration pause, Step step) {
    Worker worker = new Worker(name, pause, step);
    worker.thread.start();
    return worker;
  }

  /// Ends the present pause, or skips the next one.
  public void wake() {
    lock.lock();
    try {
      woken = true;
      called.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (!isClosed()) {
      boolean more = false;
      try {
        more = step.run();
        recovered();
      } catch (Exception e) {
        failed(e);
      }
      if (!more) {
        pause();
      }
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void recovered() {
    if (failures > 0) {
      LOG.info("{}: works again after {} failed attempts", name, failures);
    }
    failures = 0;
    lastFailure = null;
  }

  private void failed(Exception e) {
    failures++;
    if (isClosed()) {
      return;
    }
    String failure = e.toString();
    if (!failure.equals(lastFailure)) {
      LOG.warn("{}: failed; trying again in {}", name, backOff(), e);
    }
    lastFailure = failure;
  }

  private Duration backOff() {
    Duration grown = pause.multipliedBy(1L << Math.min(failures, 16));
    return failures == 0 ? pause : grown.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : grown;
  }

  /// After a failure nothing but closing shortens the pause.
  private void pause() {
    lock.lock();
    try {
      long nanos = backOff().toNanos();
      while (nanos > 0 && !closed && !(woken && failures == 0)) {
        nanos = called.awaitNanos(nanos);
      }
      woken = false;
    } catch (InterruptedException e) {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /// Lets the present step finish, then ends the thread.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      called.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
