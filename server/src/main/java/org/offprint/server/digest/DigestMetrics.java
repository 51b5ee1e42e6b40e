package org.offprint.server.digest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.subscribe.Subscriptions;
import org.springframework.stereotype.Component;

/// Numbers of readers and mails, counted at most once a minute: the post holds the mails of ninety
/// days.
@Component
final class DigestMetrics {
  private static final Duration KEPT = Duration.ofMinutes(1);

  private record Counts(
      long at, List<PostOffice.Count> mails, Subscriptions.Counts readers, double oldest) {}

  private final PostOffice post;
  private final Subscriptions subscriptions;
  private @org.jspecify.annotations.Nullable Counts counts;

  DigestMetrics(MeterRegistry registry, PostOffice post, Subscriptions subscriptions) {
    this.post = post;
    this.subscriptions = subscriptions;
    readers(registry, "active", counts -> counts.readers().active());
    readers(registry, "suspended", counts -> counts.readers().suspended());
    for (String state : List.of("queued", "sending", "sent", "failed", "refused", "dropped")) {
      Gauge.builder("offprint.mails", this, metrics -> mails(metrics.counts(), state))
          .description("Mails by what became of them")
          .tag("state", state)
          .register(registry);
    }
    Gauge.builder("offprint.mails.oldest.seconds", this, metrics -> metrics.counts().oldest())
        .description("Since the oldest mail that waits was put into the post")
        .register(registry);
  }

  private void readers(MeterRegistry registry, String state, ToDoubleFunction<Counts> count) {
    Gauge.builder("offprint.digest.readers", this, metrics -> count.applyAsDouble(metrics.counts()))
        .description("Confirmed subscriptions")
        .tag("state", state)
        .register(registry);
  }

  private static double mails(Counts counts, String state) {
    return counts.mails().stream()
        .filter(one -> one.state().equals(state))
        .mapToLong(PostOffice.Count::mails)
        .sum();
  }

  private synchronized Counts counts() {
    Counts kept = counts;
    if (kept == null || System.nanoTime() - kept.at() > KEPT.toNanos()) {
      kept =
          new Counts(
              System.nanoTime(),
              post.counts(),
              subscriptions.counts(),
              post.oldest().toMillis() / 1000.0);
      counts = kept;
    }
    return kept;
  }
}
