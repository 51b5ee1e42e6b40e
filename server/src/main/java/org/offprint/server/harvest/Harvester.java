package org.offprint.server.harvest;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.server.announce.Announcements;
import org.offprint.server.db.Database;
import org.offprint.server.fetch.Ask;
import org.offprint.server.fetch.Fetched;
import org.offprint.server.fetch.Fetcher;
import org.offprint.server.ingest.Intake;
import org.offprint.server.job.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Walks through the pages of sources. What a page says commits together with the place where the
/// walk goes on, so that a process may die at any moment: the page is then asked for again, and
/// says nothing new.
public final class Harvester {
  private static final Logger LOG = LoggerFactory.getLogger(Harvester.class);
  private static final long MOST_BYTES = 64 << 20;
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration LONGEST_RETRY = Duration.ofHours(1);

  private final Database database;
  private final Fetcher fetcher;
  private final Intake intake;
  private final Announcements announcements;
  private final Map<String, Source> sources;
  private final Time time;
  private final RandomGenerator jitter;

  public Harvester(
      Database database,
      Fetcher fetcher,
      Intake intake,
      Announcements announcements,
      List<Source> sources,
      Time time,
      RandomGenerator jitter) {
    this.database = database;
    this.fetcher = fetcher;
    this.intake = intake;
    this.announcements = announcements;
    this.sources = sources.stream().collect(Collectors.toMap(Source::name, Function.identity()));
    this.time = time;
    this.jitter = jitter;
  }

  private record Walking(Source source, Source.Walk walk, int attempts) {}

  /// Asks for the page that has waited longest; false where none is due.
  public boolean step() throws InterruptedException {
    Optional<Walking> claimed = database.inTransaction(this::claim);
    if (claimed.isEmpty()) {
      return false;
    }
    Walking walking = claimed.get();
    Source source = walking.source();
    Ask ask =
        new Ask(
            source.name(),
            source.gate(),
            source.pause(),
            source.address(walking.walk()),
            source.accept(),
            source.conditional(),
            MOST_BYTES,
            source.timeout());
    switch (fetcher.get(ask)) {
      case Fetched.Page page -> took(walking, page);
      case Fetched.Unchanged() -> database.inTransaction(() -> finish(walking, 0));
      case Fetched.Later(Instant at, String why) -> later(walking, at, why, false);
      case Fetched.Failed(int status, String why) -> later(walking, retryAt(walking), why, false);
    }
    return true;
  }

  private void took(Walking walking, Fetched.Page page) {
    try {
      SourcePage read = walking.source().read(walking.walk(), page.body());
      database.inTransaction(() -> store(walking, page, read));
    } catch (BrokenPage e) {
      later(walking, retryAt(walking), String.valueOf(e.getMessage()), e.startsAgain());
    }
  }

  private int store(Walking walking, Fetched.Page page, SourcePage read) {
    Source source = walking.source();
    Source.Walk walk = walking.walk();
    if (read.of() != null && announcements.repeats(read.of(), walk.channel(), read.sightings())) {
      throw new BrokenPage(
          "the list of %s holds what was announced on earlier days".formatted(read.of()));
    }
    intake.save(source.name(), read.batch());
    intake.withdraw(read.batch().withdrawn());
    announcements.saw(read.sightings());
    int records =
        read.batch().papers().size() + read.batch().withdrawn().size() + read.batch().bad().size();
    if (read.next() != null) {
      return goOn(walking, read.next(), records);
    }
    announcements.told(source.tells(walk, read), walk.channel(), source.name(), time.instant());
    if (source.conditional()) {
      fetcher.remember(page);
    }
    return finish(walking, records);
  }

  /// The walk that is due longest and that no living process walks.
  private Optional<Walking> claim() {
    Instant now = time.instant();
    return database
        .sql()
        .sql(
            """
            update harvest set
              lease_until = :lease,
              begin_at = coalesce(begin_at, :now)
            where (source, channel, day) = (
              select source, channel, day from harvest
              where state = 'open' and next_at <= :now and (lease_until is null or lease_until <= :now)
                and source = any(:sources)
              order by next_at, source, channel, day limit 1
              for update skip locked)
            returning source, channel, day, cursor, begin_at, attempts
            """)
        .param("now", Timestamp.from(now))
        .param("lease", Timestamp.from(now.plus(LEASE)))
        .param("sources", sources.keySet().toArray(String[]::new))
        .query((row, number) ->
            new Walking(
                java.util.Objects.requireNonNull(sources.get(row.getString("source"))),
                new Source.Walk(
                    row.getString("channel"),
                    row.getObject("day", LocalDate.class),
                    row.getString("cursor"),
                    row.getTimestamp("begin_at").toInstant()),
                row.getInt("attempts")))
        .optional();
  }

  private int goOn(Walking walking, String cursor, int records) {
    return update(
        walking,
        "cursor = :cursor, pages = pages + 1, records = records + :records, attempts = 0, next_at = :now, why = null",
        Map.of("cursor", cursor, "records", records, "now", Timestamp.from(time.instant())));
  }

  private int finish(Walking walking, int records) {
    return update(
        walking,
        "state = 'done', cursor = null, begin_at = null, pages = pages + 1, records = records + :records, attempts = 0, next_at = :now, why = null",
        Map.of("records", records, "now", Timestamp.from(time.instant())));
  }

  private void later(Walking walking, Instant at, String why, boolean startAgain) {
    LOG.info(
        "{} {} {}: {}; again at {}",
        walking.source().name(),
        walking.walk().channel(),
        walking.walk().day(),
        why,
        at);
    if (walking.source().isWitness()) {
      announcements.failed(
          walking.walk().day(),
          walking.walk().channel(),
          walking.source().name(),
          why,
          time.instant());
    }
    update(
        walking,
        "attempts = attempts + 1, next_at = :at, why = :why"
            + (startAgain
                ? ", cursor = null, begin_at = null"
                : ", begin_at = case when cursor is null then null else begin_at end"),
        Map.of("at", Timestamp.from(at), "why", why));
  }

  private int update(Walking walking, String set, Map<String, Object> values) {
    return database
        .sql()
        .sql(
            "update harvest set lease_until = null, %s where source = :source and channel = :channel and day = :day"
                .formatted(set))
        .params(values)
        .param("source", walking.source().name())
        .param("channel", walking.walk().channel())
        .param("day", walking.walk().day())
        .update();
  }

  /// Twice as long after every failure, and up to a quarter more.
  private Instant retryAt(Walking walking) {
    Duration grown = FIRST_RETRY.multipliedBy(1L << Math.min(walking.attempts(), 10));
    Duration bounded = grown.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : grown;
    return time.instant()
        .plus(bounded)
        .plusMillis((long) (bounded.toMillis() * jitter.nextDouble() / 4));
  }

  /// Asks for a walk from its beginning, at `at` or when the one that is going on is done.
  public void want(String source, String channel, LocalDate day, Instant at) {
    database
        .sql()
        .sql(
            """
            insert into harvest (source, channel, day, next_at) values (:source, :channel, :day, :at)
            on conflict (source, channel, day) do update
              set state = 'open', next_at = excluded.next_at, cursor = null, begin_at = null
              where harvest.state = 'done'
            """)
        .param("source", source)
        .param("channel", channel)
        .param("day", day)
        .param("at", Timestamp.from(at))
        .update();
  }

  /// How many pages were ever read of each channel, by all processes, those of `arxiv-gaps` under
  /// its own name: as long as a number stays, nothing new was said.
  Map<String, Long> pages() {
    Map<String, Long> pages = new HashMap<>();
    database
        .sql()
        .sql(
            """
            select case source when 'arxiv-gaps' then source else channel end, sum(pages)
            from harvest group by 1
            """)
        .query(row -> {
          pages.put(row.getString(1), row.getLong(2));
        });
    return pages;
  }

  /// When the next page is due; nothing where none is.
  public Optional<Instant> nextDue() {
    return database
        .sql()
        .sql(
            """
            select min(greatest(next_at, coalesce(lease_until, next_at))) from harvest
            where state = 'open' and source = any(:sources)
            """)
        .param("sources", sources.keySet().toArray(String[]::new))
        .query((row, number) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
        .single();
  }

  /// When a walk was last finished; null where it never was.
  public @Nullable Instant finished(String source, String channel, LocalDate day) {
    return database
        .sql()
        .sql(
            "select next_at from harvest where source = :source and channel = :channel and day = :day and state = 'done'")
        .param("source", source)
        .param("channel", channel)
        .param("day", day)
        .query((row, number) -> row.getTimestamp(1).toInstant())
        .optional()
        .orElse(null);
  }

  /// A walk that could not go on, and when it is tried again.
  public record Held(String source, String channel, LocalDate day, Instant nextAt, String why) {}

  /// Walks that could not go on, the one that is tried next first.
  public List<Held> held(int limit) {
    return database
        .sql()
        .sql(
            """
            select source, channel, day, next_at, why from harvest
            where state = 'open' and why is not null order by next_at, source, channel, day limit :limit
            """)
        .param("limit", limit)
        .query((row, number) ->
            new Held(
                row.getString("source"),
                row.getString("channel"),
                row.getObject("day", LocalDate.class),
                row.getTimestamp("next_at").toInstant(),
                row.getString("why")))
        .list();
  }
}
