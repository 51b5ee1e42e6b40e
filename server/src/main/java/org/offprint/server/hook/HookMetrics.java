package org.offprint.server.hook;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// Numbers of what other people's servers are told, counted at most once a minute: deliveries of
/// thirty days are kept.
@Component
final class HookMetrics {
  /// A field, since the registry does not keep what it asks.
  private final LoadingCache<Deliveries.Kind, Deliveries.Counts> counts;

  HookMetrics(MeterRegistry registry, Outward outward) {
    counts =
        Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofMinutes(1))
            .build(outward.deliveries()::counts);
    for (Deliveries.Kind kind : Deliveries.Kind.values()) {
      Gauge.builder("offprint.deliveries.waiting", counts, all -> all.get(kind).waiting())
          .description("Requests to hooks and feed readers that were not taken yet")
          .tag("kind", kind.name())
          .register(registry);
      Gauge.builder("offprint.deliveries.failed", counts, all -> all.get(kind).failed())
          .description("Those that were given up in the last thirty days")
          .tag("kind", kind.name())
          .register(registry);
    }
  }
}
