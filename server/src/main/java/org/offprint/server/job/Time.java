package org.offprint.server.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The time, and waiting for it. Code that waits takes this, so that a rehearsal can live through
/// months in seconds.
public interface Time extends InstantSource {
  /// Returns when `duration` has passed; at once where it is not above zero.
  void sleep(Duration duration) throws InterruptedException;

  /// Whether this is the time of the world, so that the clock of a database says the same.
  default boolean isReal() {
    return false;
  }

  static Time system() {
    return new Time() {
      @Override
      public Instant instant() {
        return Instant.now();
      }

      @Override
      public void sleep(Duration duration) throws InterruptedException {
        if (duration.isPositive()) {
          Thread.sleep(duration);
        }
      }

      @Override
      public boolean isReal() {
        return true;
      }
    };
  }
}
