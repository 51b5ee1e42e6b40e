package org.offprint.server.digest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.offprint.server.db.Database;
import org.springframework.stereotype.Component;

/// Numbers of readers and mails, counted when somebody asks.
@Component
final class DigestMetrics {
  DigestMetrics(MeterRegistry registry, Database database) {
    for (String state : List.of("active", "suspended")) {
      Gauge.builder(
              "offprint.digest.readers", database, store -> count(store, "subscription", state))
          .description("Confirmed subscriptions")
          .tag("state", state)
          .register(registry);
    }
    for (String state : List.of("queued", "sending", "sent", "failed", "refused", "dropped")) {
      Gauge.builder("offprint.mails", database, store -> count(store, "post", state))
          .description("Mails by what became of them")
          .tag("state", state)
          .register(registry);
    }
    Gauge.builder(
            "offprint.mails.oldest.seconds",
            database,
            store ->
                store
                    .sql()
                    .sql(
                        "select coalesce(extract(epoch from now() - min(made)), 0) from post where state in ('queued', 'sending')")
                    .query(Double.class)
                    .single())
        .description("Since the oldest mail that waits was put into the post")
        .register(registry);
  }

  private static double count(Database database, String table, String state) {
    return database
        .sql()
        .sql("select count(*) from " + table + " where state = :state")
        .param("state", state)
        .query(Long.class)
        .single();
  }
}
