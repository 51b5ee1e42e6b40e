package org.offprint.server.rehearsal;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.offprint.server.announce.Alarms;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.db.Database;
import org.offprint.server.feed.Trending;
import org.offprint.server.fetch.FetchSettings;
import org.offprint.server.fetch.Fetcher;
import org.offprint.server.harvest.ArxivSources;
import org.offprint.server.harvest.Harvester;
import org.offprint.server.harvest.Ingest;
import org.offprint.server.ingest.Intake;
import org.offprint.server.ingest.Quarantine;
import org.offprint.server.job.Time;
import org.offprint.server.paper.Papers;

/// The real ingest, with small time-outs, pointed at a fake arXiv.
final class Ingester implements AutoCloseable {
  /// How long a day may stay open before an alarm is raised.
  static final Duration ALARM = Duration.ofHours(10);

  /// @param pause what stands between two requests
  record Setup(
      String name,
      URI oai,
      URI rss,
      URI api,
      List<String> categories,
      Duration pause,
      Duration timeout,
      long seed) {
    Setup {
      categories = List.copyOf(categories);
    }
  }

  private static final Duration SHORTEST_IDLE = Duration.ofSeconds(20);

  private final Setup setup;
  private final Time time;
  private final Fetcher fetcher;
  private final Harvester harvester;
  private final Ingest ingest;

  Ingester(Setup setup, Database database, Time time) {
    this.setup = setup;
    this.time = time;
    ArxivCalendar calendar = new ArxivCalendar(Map.of());
    Papers papers = new Papers(database, Trending::heat);
    Announcements announcements = new Announcements(database, papers, calendar);
    fetcher =
        new Fetcher(
            database,
            time,
            new FetchSettings(
                setup.name(), setup.name(), Set.of(FetchSettings.origin(setup.oai()))),
            new SplittableRandom(setup.seed()));
    harvester =
        new Harvester(
            database,
            fetcher,
            new Intake(papers, new Quarantine(database, time)),
            announcements,
            ArxivSources.at(
                setup.oai(), setup.rss(), setup.api(), setup.pause(), setup.timeout(), calendar),
            time,
            new SplittableRandom(setup.seed() + 1));
    ingest =
        new Ingest(
            new Ingest.Plan(setup.categories(), 3, ALARM),
            harvester,
            announcements,
            new Alarms(database),
            calendar,
            time);
  }

  /// Lives until `end`.
  void run(Instant end) throws InterruptedException {
    while (time.instant().isBefore(end)) {
      if (ingest.round()) {
        continue;
      }
      Instant now = time.instant();
      Instant wake =
          Stream.of(harvester.nextDue(), Optional.of(ingest.nextLook()))
              .flatMap(Optional::stream)
              .min(Instant::compareTo)
              .orElseThrow();
      Duration idle = Duration.between(now, wake);
      time.sleep(idle.compareTo(SHORTEST_IDLE) < 0 ? SHORTEST_IDLE : idle);
    }
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
