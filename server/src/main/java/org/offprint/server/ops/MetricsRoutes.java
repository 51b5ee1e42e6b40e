package org.offprint.server.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.function.ToDoubleFunction;
import org.offprint.server.config.Settings;
import org.offprint.server.db.Database;
import org.offprint.server.search.IndexJob;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.web.Failure;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Prometheus text at `/metrics`, for the networks that the settings allow; for everybody else
/// there is no such page.
@RestController
final class MetricsRoutes {
  /// The one registry, which the request timer shares.
  @Configuration(proxyBeanMethods = false)
  static class Registry {
    @Bean
    PrometheusMeterRegistry registry() {
      return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    @Bean
    RequestTimer requestTimer(PrometheusMeterRegistry registry) {
      return new RequestTimer(registry);
    }
  }

  private final PrometheusMeterRegistry registry;
  private final Settings settings;
  private final IngestMetrics ingest;
  private final JvmGcMetrics collections = new JvmGcMetrics();

  MetricsRoutes(
      PrometheusMeterRegistry registry,
      Settings settings,
      Database database,
      LuceneIndex index,
      IndexJob indexJob,
      IngestMetrics ingest) {
    this.registry = registry;
    this.ingest = ingest;
    this.settings = settings;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    gauge(
        "offprint.papers",
        "Papers in the database, as the planner estimates them",
        database,
        MetricsRoutes::papers);
    gauge(
        "offprint.quarantined",
        "Records that could not be read and wait",
        database,
        store -> count(store, "select count(*) from quarantine where state = 'waiting'"));
    gauge(
        "offprint.results",
        "Runs that are stored",
        database,
        store -> count(store, "select count(*) from result"));
    gauge(
        "offprint.outbox", "Changes that the index has yet to follow", indexJob, IndexJob::waiting);
    gauge("offprint.indexed", "Papers that searches see", index, LuceneIndex::size);
  }

  @GetMapping("/metrics")
  ResponseEntity<String> metrics(HttpServletRequest request) throws java.net.UnknownHostException {
    InetAddress caller =
        InetAddress.getByName(request.getRemoteAddr()); // an address, so nothing is looked up
    if (settings.metrics().allowed().stream().noneMatch(network -> network.contains(caller))) {
      throw Failure.notFound("There is no page at " + request.getRequestURI() + ".");
    }
    ingest.refresh();
    return ResponseEntity.ok()
        .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        .header("Cache-Control", "no-store")
        .body(registry.scrape());
  }

  private <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value).description(description).register(registry);
  }

  /// Counting every row takes longer than a scrape should.
  private static double papers(Database database) {
    double estimate =
        count(database, "select reltuples::bigint from pg_class where oid = 'paper'::regclass");
    return estimate < 10_000 ? count(database, "select count(*) from paper") : estimate;
  }

  private static double count(Database database, String sql) {
    return database.sql().sql(sql).query(Long.class).single();
  }
}
