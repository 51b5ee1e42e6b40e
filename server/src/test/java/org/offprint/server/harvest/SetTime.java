package org.offprint.server.harvest;

import java.time.Duration;
import java.time.Instant;
import org.offprint.server.job.Time;

/// A clock that a test sets; whoever sleeps moves it.
public final class SetTime implements Time {
  private Instant now;

  public SetTime(String now) {
    this.now = Instant.parse(now);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized void sleep(Duration duration) {
    now = now.plus(duration);
  }
}
