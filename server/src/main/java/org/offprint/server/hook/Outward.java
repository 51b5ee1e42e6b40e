package org.offprint.server.hook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.offprint.server.announce.Announcements;
import org.offprint.server.config.Settings;
import org.offprint.server.db.Database;
import org.offprint.server.digest.Journal;
import org.offprint.server.feed.Days;
import org.offprint.server.feeds.Place;
import org.offprint.server.feeds.Topics;
import org.offprint.server.fetch.Caller;
import org.offprint.server.fetch.FetchSettings;
import org.offprint.server.job.Worker;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.talk.Comments;
import org.offprint.server.web.Answers;
import org.offprint.server.web.PublicAddress;

/// Webhooks and the hub, put together.
public final class Outward implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration LOOK_FOR_NEWS = Duration.ofSeconds(40);
  private static final Duration LOOK_FOR_DELIVERIES = Duration.ofSeconds(2);
  private static final Duration LOOK_AT_FEEDS = Duration.ofMinutes(1);

  /// How long the page of a hook goes back.
  private static final Duration KEEP = Duration.ofDays(30);

  private static final Duration FORGET = Duration.ofHours(6);

  private final Caller hookCaller;
  private final Caller subCaller;
  private final Deliveries deliveries;
  private final Hooks hooks;
  private final Newsroom newsroom;
  private final WebSub websub;
  private final Answers answers;
  private final InstantSource clock;
  private final boolean hub;

  public Outward(
      Settings settings,
      FetchSettings fetching,
      Database database,
      Journal journal,
      Papers papers,
      Days days,
      LuceneIndex index,
      Results results,
      Announcements announcements,
      Comments comments,
      Answers answers,
      InstantSource clock) {
    PublicAddress address = new PublicAddress(settings.site().url().toString());
    this.hub = settings.hooks().websub();
    this.answers = answers;
    this.clock = clock;
    this.hookCaller =
        new Caller(trusting(fetching, settings.hooks().trustedOrigins()), TIMEOUT, clock);
    this.subCaller =
        new Caller(trusting(fetching, settings.hooks().websubTrustedOrigins()), TIMEOUT, clock);
    this.deliveries = new Deliveries(database, clock);
    this.hooks = new Hooks(database, deliveries, hookCaller, clock);
    this.newsroom =
        new Newsroom(
            database,
            hooks,
            journal,
            papers,
            days,
            index,
            results,
            announcements,
            new Newsroom.Plan(
                settings.digest().zone(), settings.digest().hour(), settings.digest().patience()),
            address,
            settings.site().name(),
            clock);
    this.websub =
        new WebSub(
            database,
            deliveries,
            new Topics(
                new Place(address, settings.site().name(), hub),
                database,
                papers,
                days,
                results,
                index,
                comments),
            subCaller,
            address,
            clock);
  }

  private static FetchSettings trusting(FetchSettings fetching, List<java.net.URI> origins) {
    return new FetchSettings(
        fetching.userAgent(), fetching.process(), FetchSettings.origins(origins.stream()));
  }

  /// Starts what goes on beside the requests.
  public List<Worker> start() {
    return List.of(
        Worker.start(
            "hooks",
            LOOK_FOR_NEWS,
            () -> {
              newsroom.round();
              return false;
            }),
        Worker.start(
            "hub",
            LOOK_AT_FEEDS,
            () -> {
              if (hub) {
                websub.round(answers.changes());
              }
              return false;
            }),
        Worker.start("deliveries", LOOK_FOR_DELIVERIES, () -> deliveries.send() > 0),
        Worker.start(
            "old deliveries",
            FORGET,
            () -> {
              Instant before = clock.instant().minus(KEEP);
              deliveries.forgetBefore(before);
              return false;
            }));
  }

  Deliveries deliveries() {
    return deliveries;
  }

  Hooks hooks() {
    return hooks;
  }

  Newsroom newsroom() {
    return newsroom;
  }

  WebSub websub() {
    return websub;
  }

  /// Ends the sending; what was not sent waits for the next start. Call it before the workers are
  /// closed.
  @Override
  public void close() {
    deliveries.close();
    hookCaller.close();
    subCaller.close();
  }
}
