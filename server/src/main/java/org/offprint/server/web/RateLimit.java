package org.offprint.server.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// How often one network, or one person, may try something within a time. Counted in this process.
public final class RateLimit {
  private final String what;
  private final int most;
  private final Duration within;
  private final Cache<String, AtomicInteger> counts;

  /// @param what in words for the one who is refused, such as `attempts to sign in`
  public RateLimit(String what, int most, Duration within) {
    this.what = what;
    this.most = most;
    this.within = within;
    this.counts = Caffeine.newBuilder().expireAfterWrite(within).maximumSize(50_000).build();
  }

  /// Counts one more.
  ///
  /// @throws Failure if that is one too many
  public void count(String key) {
    if (counts.get(key, one -> new AtomicInteger()).incrementAndGet() > most) {
      throw Failure.tooMany(
          "Too many %s. Wait %s, then try again."
              .formatted(
                  what,
                  within.toMinutes() < 2
                      ? "%d seconds".formatted(within.toSeconds())
                      : "%d minutes".formatted(within.toMinutes())),
          reset(key));
    }
  }

  /// How many more there may be within the time that has begun.
  public int left(String key) {
    AtomicInteger count = counts.getIfPresent(key);
    return Math.max(0, most - (count == null ? 0 : count.get()));
  }

  /// When the counting begins anew.
  public Duration reset(String key) {
    return counts
        .policy()
        .expireAfterWrite()
        .flatMap(expiry -> expiry.ageOf(key))
        .map(within::minus)
        .filter(left -> !left.isNegative())
        .orElse(within);
  }

  public int most() {
    return most;
  }

  public Duration within() {
    return within;
  }

  /// Forgets what was counted: it went well.
  public void forget(String key) {
    counts.invalidate(key);
  }

  /// The network of an address. Somebody with one IPv6 connection has 2⁶⁴ addresses.
  public static String network(String address) {
    String[] groups = address.split(":", -1);
    return groups.length < 3
        ? address
        : String.join(":", Arrays.asList(groups).subList(0, Math.min(4, groups.length)));
  }
}
