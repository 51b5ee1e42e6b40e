package org.offprint.server.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.server.announce.Alarms;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.announce.DayState;
import org.offprint.server.announce.DayState.State;
import org.offprint.server.fetch.FetchLog;
import org.offprint.server.ingest.Quarantine;
import org.springframework.stereotype.Component;

/// Numbers of what came in, for each category and source; read from the database when somebody
/// asks, since several processes may follow the same sources.
@Component
final class IngestMetrics {
  /// How far back days are looked at; an older one is nobody's news.
  private static final int DAYS = 30;

  private final Announcements announcements;
  private final FetchLog log;
  private final Quarantine quarantine;
  private final ArxivCalendar calendar;
  private final InstantSource clock;
  private final MultiGauge lag;
  private final MultiGauge missing;
  private final MultiGauge states;
  private final MultiGauge open;
  private final MultiGauge bad;
  private final MultiGauge requests;
  private final MultiGauge ages;

  IngestMetrics(
      MeterRegistry registry,
      Announcements announcements,
      Alarms alarms,
      FetchLog log,
      Quarantine quarantine,
      ArxivCalendar calendar,
      InstantSource clock) {
    this.announcements = announcements;
    this.log = log;
    this.quarantine = quarantine;
    this.calendar = calendar;
    this.clock = clock;
    this.lag =
        gauge(
            registry,
            "offprint.day.lag.seconds",
            "From the announcement of the last list until it was settled, or until now");
    this.missing =
        gauge(
            registry,
            "offprint.day.missing",
            "Announced papers of the last days that are not here");
    this.states =
        gauge(registry, "offprint.day.state", "1 for the state of the last list, 0 for the others");
    this.open = gauge(registry, "offprint.days.open", "Announced days that are not settled");
    this.bad = gauge(registry, "offprint.quarantine.waiting", "Records that wait in quarantine");
    this.requests =
        gauge(registry, "offprint.source.requests.last.day", "Requests of the last 24 hours");
    this.ages = gauge(registry, "offprint.source.answered.seconds", "Since the last good answer");
    Gauge.builder("offprint.alarms", alarms, standing -> standing.standing().size())
        .description("Alarms that stand")
        .register(registry);
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  /// Looks again; call it before the numbers are read.
  void refresh() {
    Instant now = clock.instant();
    Map<String, List<DayState>> byCategory = new LinkedHashMap<>();
    LocalDate last = announcements.lastDay().orElse(LocalDate.EPOCH);
    for (DayState state : announcements.states(last.minusDays(DAYS), last)) {
      if (!calendar.announcedAt(state.day()).isAfter(now)) {
        byCategory.computeIfAbsent(state.category(), category -> new ArrayList<>()).add(state);
      }
    }
    List<MultiGauge.Row<?>> lags = new ArrayList<>();
    List<MultiGauge.Row<?>> missings = new ArrayList<>();
    List<MultiGauge.Row<?>> stateRows = new ArrayList<>();
    List<MultiGauge.Row<?>> opens = new ArrayList<>();
    byCategory.forEach((category, days) -> {
      Tags tags = Tags.of("category", category);
      missings.add(row(tags, days.stream().mapToInt(day -> day.missing().size()).sum()));
      opens.add(row(tags, days.stream().filter(day -> !day.state().isSettled()).count()));
      days.stream() // the latest first
          .filter(day -> calendar.announces(day.day()))
          .findFirst()
          .ifPresent(list -> {
            lags.add(row(tags, lag(list, now).toSeconds()));
            for (State state : State.values()) {
              stateRows.add(row(tags.and("state", state.name()), list.state() == state ? 1 : 0));
            }
          });
    });
    lag.register(lags, true);
    missing.register(missings, true);
    states.register(stateRows, true);
    open.register(opens, true);
    bad.register(
        quarantine.waiting().stream()
            .<MultiGauge.Row<?>>map(
                count -> row(Tags.of("source", count.source()), count.records()))
            .toList(),
        true);
    requests.register(
        log.counts(now.minus(Duration.ofDays(1))).stream()
            .<MultiGauge.Row<?>>map(count ->
                row(
                    Tags.of("source", count.source(), "outcome", count.outcome().name()),
                    count.requests()))
            .toList(),
        true);
    List<MultiGauge.Row<?>> answered = new ArrayList<>();
    for (FetchLog.Asked source : log.sources()) {
      Instant good = source.answered();
      if (good != null) {
        answered.add(
            row(Tags.of("source", source.source()), Duration.between(good, now).toSeconds()));
      }
    }
    ages.register(answered, true);
  }

  private Duration lag(DayState list, Instant now) {
    Instant announced = calendar.announcedAt(list.day());
    return Duration.between(announced, list.state().isSettled() ? list.since() : now);
  }

  private static MultiGauge.Row<?> row(Tags tags, long value) {
    return MultiGauge.Row.of(tags, value);
  }
}
