package org.offprint.server.hook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/// Numbers of what other people's servers are told.
@Component
final class HookMetrics {
  HookMetrics(MeterRegistry registry, Outward outward) {
    Deliveries deliveries = outward.deliveries();
    for (Deliveries.Kind kind : Deliveries.Kind.values()) {
      Gauge.builder("offprint.deliveries.waiting", deliveries, all -> all.counts(kind).waiting())
          .description("Requests to hooks and feed readers that were not taken yet")
          .tag("kind", kind.name())
          .register(registry);
      Gauge.builder("offprint.deliveries.failed", deliveries, all -> all.counts(kind).failed())
          .description("Those that were given up in the last thirty days")
          .tag("kind", kind.name())
          .register(registry);
    }
  }
}
