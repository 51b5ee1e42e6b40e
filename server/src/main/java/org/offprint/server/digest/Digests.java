package org.offprint.server.digest;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.announce.DayState;
import org.offprint.server.announce.DayState.State;
import org.offprint.server.db.Database;
import org.offprint.server.digest.Chooser.Chosen;
import org.offprint.server.digest.Chooser.Seen;
import org.offprint.server.digest.Issue.Standing;
import org.offprint.server.digest.Issues.Before;
import org.offprint.server.digest.Issues.Made;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.feed.Days.Span;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.subscribe.Schedule;
import org.offprint.server.subscribe.Subscription;
import org.offprint.server.subscribe.Subscriptions;
import org.offprint.server.subscribe.Wishes;

/// Chooses the issues that are due and puts their mails into the post. An issue, what it shows, how
/// far its reader has been told, and its mail are committed together, so a crash repeats or loses
/// none of it; of several processes each takes other readers.
public final class Digests {
  /// The kind of mail, in the post.
  public static final String KIND = "digest";

  private static final int BATCH = 200;

  /// How far down the trending list a paper can be and still count as trending.
  static final int TRENDING = 30;

  private static final int TRENDING_DAYS = 14;

  private final Database database;
  private final Subscriptions subscriptions;
  private final Journal journal;
  private final Issues issues;
  private final Papers papers;
  private final Days days;
  private final LuceneIndex index;
  private final Results results;
  private final Announcements announcements;
  private final ArxivCalendar calendar;
  private final PostOffice post;
  private final Duration patience;
  private final OwnPapers own;

  /// @param patience how long an issue waits for a list that is not settled
  public Digests(
      Database database,
      Subscriptions subscriptions,
      Journal journal,
      Papers papers,
      Days days,
      LuceneIndex index,
      Results results,
      Announcements announcements,
      ArxivCalendar calendar,
      PostOffice post,
      Duration patience) {
    this.database = database;
    this.subscriptions = subscriptions;
    this.journal = journal;
    this.issues = new Issues(database);
    this.papers = papers;
    this.days = days;
    this.index = index;
    this.results = results;
    this.announcements = announcements;
    this.calendar = calendar;
    this.post = post;
    this.patience = patience;
    this.own = new OwnPapers(database, papers, index);
  }

  /// What a round did.
  ///
  /// @param issues how many mails it put into the post
  /// @param silent readers for whom there was nothing, and who want no mail then
  /// @param waiting true where readers wait for a list or for the index
  public record Round(int issues, int silent, boolean waiting) {}

  /// Chooses every issue that is due at `now`.
  public Round choose(Instant now) {
    if (!subscriptions.anyDue(now)) {
      return new Round(0, 0, false);
    }
    @Nullable Standing standing = standing(now);
    boolean settled = standing == null || standing.state().isSettled();
    Instant due = settled ? now : now.minus(patience);
    if (!subscriptions.anyDue(due)) {
      return new Round(0, 0, true);
    }
    journal.note();
    Window window = window(now, subscriptions.leastCovered());
    if (isIndexBehind(window)) {
      return new Round(0, 0, true);
    }
    String holiday = calendar.whyNone(calendar.latestWeekday(now)).orElse("");
    int made = 0;
    int silent = 0;
    long after = 0;
    while (true) {
      long from = after;
      Batch batch = database.inTransaction(() -> batch(window, standing, holiday, due, now, from));
      made += batch.made();
      silent += batch.silent();
      if (batch.last() == from) {
        return new Round(made, silent, !settled);
      }
      after = batch.last();
    }
  }

  private record Batch(int made, int silent, long last) {}

  private Batch batch(
      Window window,
      @Nullable Standing standing,
      String holiday,
      Instant due,
      Instant now,
      long after) {
    List<Subscription> readers = subscriptions.due(due, after, BATCH);
    if (readers.isEmpty()) {
      return new Batch(0, 0, after);
    }
    List<Long> ids = readers.stream().map(Subscription::id).toList();
    Map<Long, Before> before = issues.before(ids);
    Map<Long, Seen> seen = issues.seen(ids, window.all());
    Chooser chooser = new Chooser(window, this::words);
    List<Made> made = new ArrayList<>();
    Map<Long, Instant> told = new LinkedHashMap<>();
    Map<Long, Instant> early = new LinkedHashMap<>();
    int silent = 0;
    for (Subscription reader : readers) {
      Wishes wishes = reader.wishes();
      LocalDate day = Schedule.day(wishes, Schedule.last(wishes, now));
      @Nullable Before had = before.get(reader.id());
      if (had != null
          && !had.last().isBefore(day)) { // has today's, by a plan that was changed since
        early.put(reader.id(), Schedule.next(wishes, now));
        continue;
      }
      Chosen chosen =
          chooser.choose(
              wishes,
              reader.covered(),
              seen.getOrDefault(reader.id(), new Seen(Set.of(), Set.of())),
              own(wishes, reader.address(), window));
      told.put(reader.id(), Schedule.next(wishes, now));
      if (chosen.items().isEmpty() && !wishes.saysQuiet()) {
        silent++;
        continue;
      }
      made.add(
          new Made(
              reader,
              new Issue(
                  day,
                  had == null ? 1 : had.issues() + 1,
                  now,
                  standing,
                  holiday,
                  chosen.items(),
                  chosen.rest())));
    }
    issues.keep(made);
    post.put(
        made.stream()
            .map(one ->
                new PostOffice.Item(
                    key(one.reader().ref(), one.issue().day()),
                    KIND,
                    one.reader().ref(),
                    one.reader().address()))
            .toList());
    subscriptions.covered(told, window.head());
    if (!early.isEmpty()) {
      subscriptions.covered(early, 0);
    }
    return new Batch(made.size(), silent, ids.getLast());
  }

  /// The issue that a reader with these wishes would get at a moment as the first; nothing is kept.
  public Issue preview(Wishes wishes, Instant now) {
    return preview(wishes, "", journal.forNewReader(now), new Seen(Set.of(), Set.of()), 1, now);
  }

  /// The issue that a reader would get next if it were due now; nothing is kept.
  public Issue preview(Subscription reader, Instant now) {
    journal.note();
    Window window = window(now, reader.covered());
    Seen seen =
        issues
            .seen(List.of(reader.id()), window.all())
            .getOrDefault(reader.id(), new Seen(Set.of(), Set.of()));
    Before before = issues.before(List.of(reader.id())).get(reader.id());
    return preview(
        reader.wishes(),
        reader.address(),
        reader.covered(),
        seen,
        before == null ? 1 : before.issues() + 1,
        now);
  }

  private Issue preview(
      Wishes wishes, String address, long covered, Seen seen, int number, Instant now) {
    Window window = window(now, covered);
    Chosen chosen =
        new Chooser(window, this::words)
            .choose(wishes, covered, seen, own(wishes, address, window));
    return new Issue(
        now.atZone(wishes.place()).toLocalDate(),
        number,
        now,
        standing(now),
        calendar.whyNone(calendar.latestWeekday(now)).orElse(""),
        chosen.items(),
        chosen.rest());
  }

  static String key(String ref, LocalDate day) {
    return KIND + ":" + ref + ":" + day;
  }

  static LocalDate day(PostOffice.Queued mail) {
    return LocalDate.parse(mail.key().substring(mail.key().lastIndexOf(':') + 1));
  }

  private Window window(Instant now, long covered) {
    long head = journal.head(now);
    List<Event> events = journal.between(covered, head, now);
    List<Entry> trending = trending(now);
    Map<PaperId, Paper> found = new HashMap<>();
    papers
        .byIds(new HashSet<>(events.stream().map(Event::paper).toList()))
        .forEach(paper -> found.put(paper.id(), paper));
    trending.forEach(entry -> found.put(entry.paper().id(), entry.paper()));
    return new Window(events, found, trending, index, head, picked(found.keySet()));
  }

  private Set<PaperId> picked(Set<PaperId> among) {
    return new HashSet<>(
        database
            .sql()
            .sql("select distinct paper from pick where paper = any(:papers)")
            .param("papers", among.stream().map(PaperId::value).toArray(String[]::new))
            .query((row, number) -> new PaperId(row.getString(1)))
            .list());
  }

  private Set<PaperId> own(Wishes wishes, String address, Window window) {
    return wishes.own() && !address.isEmpty() ? own.near(address, window.listed()) : Set.of();
  }

  /// The first of the trending order among what was listed in the two weeks that end with the last
  /// list.
  private List<Entry> trending(Instant now) {
    LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
    return days.latest(today)
        .map(last ->
            days.select(
                new Span(last.minusDays(TRENDING_DAYS - 1L), last), null, true, 0, TRENDING))
        .orElse(List.of());
  }

  /// A paper that the index does not know yet would be missed by a search, for ever.
  private boolean isIndexBehind(Window window) {
    return database
        .sql()
        .sql("select exists (select 1 from outbox where topic = 'paper' and key = any(:papers))")
        .param("papers", window.all().stream().map(PaperId::value).toArray(String[]::new))
        .query(Boolean.class)
        .single();
  }

  private @Nullable String words(String run) {
    return results
        .find(run)
        .map(stored -> stored.result().method().name() + ": " + stored.result().verdict().words())
        .orElse(null);
  }

  private @Nullable Standing standing(Instant now) {
    LocalDate list = calendar.latestWeekday(now);
    List<DayState> states = announcements.states(list);
    if (states.isEmpty()) {
      return null;
    }
    State state = State.leastSettled(states.stream().map(DayState::state).toList()).orElseThrow();
    Set<PaperId> missing = new HashSet<>();
    states.forEach(one -> missing.addAll(one.missing()));
    Set<String> categories = new TreeSet<>();
    states.forEach(one -> categories.add(one.category()));
    return new Standing(
        list,
        state,
        announcements.announced(list, categories),
        missing.size(),
        List.copyOf(categories));
  }
}
