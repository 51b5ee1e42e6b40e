package org.offprint.server.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.TreeSet;

/// When a process is killed, and how long after one of its requests.
final class Killings {
  private final TreeSet<Instant> moments = new TreeSet<>();
  private final Random random;

  Killings(long seed, int count, Instant from, Instant until) {
    random = new Random(seed);
    long seconds = Duration.between(from, until).toSeconds() * 9 / 10;
    while (moments.size() < count) {
      moments.add(from.plusSeconds((long) (random.nextDouble() * seconds)));
    }
  }

  /// Whether the process that asks for something at `now` is to be killed for it.
  synchronized boolean strikesAt(Instant now) {
    if (moments.isEmpty() || moments.first().isAfter(now)) {
      return false;
    }
    moments.pollFirst();
    return true;
  }

  /// Before the answer, while it is read, or while it is stored.
  synchronized Duration after() {
    return Duration.ofMillis(random.nextInt(60));
  }
}
