package org.offprint.server.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.offprint.server.job.Time;

/// A time that stands still while anybody works, and moves to the earliest moment that somebody
/// waits for once everybody sleeps.
final class VirtualTime implements InstantSource {
  private final Map<Participant, Instant> sleeping = new HashMap<>();
  private int participants;
  private Instant now;

  VirtualTime(Instant now) {
    this.now = now;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /// Somebody whose work the time waits for, from now until it is closed.
  synchronized Participant join() {
    participants++;
    return new Participant();
  }

  /// One thread at a time.
  final class Participant implements Time, AutoCloseable {
    private boolean left;

    @Override
    public Instant instant() {
      return VirtualTime.this.instant();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      synchronized (VirtualTime.this) {
        if (!duration.isPositive()) {
          return;
        }
        Instant wake = now.plus(duration);
        sleeping.put(this, wake);
        try {
          moveOn();
          while (now.isBefore(wake) && !left) {
            VirtualTime.this.wait();
          }
        } finally {
          sleeping.remove(this);
        }
      }
    }

    /// Leaves: the time no longer waits for it. May be called again, and by others.
    @Override
    public void close() {
      synchronized (VirtualTime.this) {
        if (!left) {
          left = true;
          participants--;
          sleeping.remove(this);
          moveOn();
          VirtualTime.this.notifyAll();
        }
      }
    }
  }

  /// Those whose moment has come are awake, even before they have noticed.
  private void moveOn() {
    if (participants == 0 || sleeping.size() < participants) {
      return;
    }
    Instant earliest = sleeping.values().stream().min(Instant::compareTo).orElseThrow();
    if (earliest.isAfter(now)) {
      now = earliest;
      notifyAll();
    }
  }
}
