package org.offprint.server.hook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.DayState;
import org.offprint.server.announce.DayState.State;
import org.offprint.server.db.Database;
import org.offprint.server.digest.Event;
import org.offprint.server.digest.Journal;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Days.Span;
import org.offprint.server.hook.Hook.Topic;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.result.Results.Stored;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.search.Query;
import org.offprint.server.site.Words;
import org.offprint.server.web.PublicAddress;

/// Finds what is news to each hook, in the journal that digests read too. A message and how far its
/// hook has been told are committed together, so a crash repeats or loses none; of several
/// processes each takes other hooks.
public final class Newsroom {
  private static final int TRENDING = 30;
  private static final int TRENDING_DAYS = 14;

  /// How long a list must have been quiet about which no source says when it is complete: an import
  /// becomes one message.
  static final Duration QUIET = Duration.ofMinutes(1);

  /// When trending papers are told, and how long a list may stay unsettled.
  public record Plan(ZoneId zone, int hour, Duration patience) {}

  private final Database database;
  private final Hooks hooks;
  private final Journal journal;
  private final Papers papers;
  private final Days days;
  private final LuceneIndex index;
  private final Results results;
  private final Announcements announcements;
  private final Plan plan;
  private final PublicAddress address;
  private final News.Site site;
  private final InstantSource clock;

  Newsroom(
      Database database,
      Hooks hooks,
      Journal journal,
      Papers papers,
      Days days,
      LuceneIndex index,
      Results results,
      Announcements announcements,
      Plan plan,
      PublicAddress address,
      String name,
      InstantSource clock) {
    this.database = database;
    this.hooks = hooks;
    this.journal = journal;
    this.papers = papers;
    this.days = days;
    this.index = index;
    this.results = results;
    this.announcements = announcements;
    this.plan = plan;
    this.address = address;
    this.site = new News.Site(name, address.root());
    this.clock = clock;
  }

  /// Adds a hook that is told what is noticed from now on.
  Hooks.Added add(Hooks.Wish wish) {
    journal.note();
    Instant now = clock.instant();
    return hooks.add(wish, journal.head(now), lastTrended(now));
  }

  /// Changes what a hook is told; of what it was not told before, it is told what is new from now
  /// on. Says why not where it cannot be.
  Optional<String> change(Hook hook, Hooks.Wish wish) {
    journal.note();
    Instant now = clock.instant();
    return hooks.change(hook, wish, journal.head(now), lastTrended(now));
  }

  /// The last day whose trending papers a hook need not be told that gets them from now on.
  private LocalDate lastTrended(Instant now) {
    LocalDate today = now.atZone(plan.zone()).toLocalDate();
    return isTime(now) ? today : today.minusDays(1);
  }

  void goOn(long hook) {
    journal.note();
    hooks.goOn(hook, journal.head(clock.instant()));
  }

  /// A message that says that it is one to try.
  void test(Hook hook) {
    hooks.tell(
        hook,
        "test:" + java.util.UUID.randomUUID(),
        new News(
            site,
            News.TEST,
            clock.instant(),
            "A test message of " + site.name(),
            null,
            null,
            "Messages of the hook “%s” come here.".formatted(hook.name()),
            false,
            address.of("/"),
            List.of()));
  }

  /// Puts every message that is due; returns how many.
  int round() {
    if (!hooks.anyActive()) {
      return 0;
    }
    journal.note();
    Instant now = clock.instant();
    long head = journal.head(now);
    int told = 0;
    for (Hook hook : hooks.all()) {
      if (hook.state() == Hook.State.active) {
        told +=
            database.inTransaction(
                () -> hooks.take(hook.id()).map(taken -> tell(taken, head, now)).orElse(0));
      }
    }
    return told;
  }

  private int tell(Hook hook, long head, Instant now) {
    int told = 0;
    long papersTold = head;
    Instant waits = null;
    if (hook.gets().contains(Topic.papers) && hook.papersTold() < head) {
      List<Event> listed = events(hook.papersTold(), head, now, Event.Kind.listed);
      List<PaperId> ids = listed.stream().map(Event::paper).toList();
      Map<PaperId, Paper> wanted = wanted(hook, ids);
      List<Event> news =
          listed.stream().filter(event -> wanted.containsKey(event.paper())).toList();
      Instant since = hook.waitsSince() == null ? now : hook.waitsSince();
      if (isBehind(hook, ids) || (!news.isEmpty() && !isDue(hook, news, since, now))) {
        papersTold = hook.papersTold();
        waits = since;
      } else {
        told += papers(hook, news, wanted, now);
      }
    }
    long verdictsTold = head;
    if (hook.gets().contains(Topic.verdicts) && hook.verdictsTold() < head) {
      List<Event> measured = events(hook.verdictsTold(), head, now, Event.Kind.verdict);
      told += verdicts(hook, measured, now);
    }
    LocalDate trended = hook.trended();
    LocalDate today = now.atZone(plan.zone()).toLocalDate();
    if (hook.gets().contains(Topic.trending) && trended.isBefore(today) && isTime(now)) {
      told += trending(hook, today, now);
      trended = today;
    }
    if (papersTold != hook.papersTold()
        || verdictsTold != hook.verdictsTold()
        || !trended.equals(hook.trended())
        || !java.util.Objects.equals(waits, hook.waitsSince())) {
      hooks.told(
          new Hook(
              hook.id(),
              hook.name(),
              hook.address(),
              hook.form(),
              hook.gets(),
              hook.category(),
              hook.search(),
              hook.most(),
              hook.state(),
              hook.why(),
              hook.created(),
              papersTold,
              verdictsTold,
              waits,
              trended));
    }
    return told;
  }

  private boolean isTime(Instant now) {
    return now.atZone(plan.zone()).getHour() >= plan.hour();
  }

  private List<Event> events(long after, long head, Instant now, Event.Kind kind) {
    return journal.between(after, head, now).stream()
        .filter(event -> event.kind() == kind)
        .toList();
  }

  /// Whether all lists that the papers stand on are settled, or have been waited for long enough.
  private boolean isDue(Hook hook, List<Event> news, Instant since, Instant now) {
    Duration waited = Duration.between(since, now);
    boolean settled = true;
    boolean followed = true;
    for (LocalDate day : news.stream().map(Event::day).distinct().toList()) {
      List<DayState> states = states(hook, day);
      followed &= !states.isEmpty();
      settled &= states.stream().allMatch(state -> state.state().isSettled());
    }
    return waited.compareTo(plan.patience()) >= 0
        || (settled && (followed || waited.compareTo(QUIET) >= 0));
  }

  private List<DayState> states(Hook hook, LocalDate day) {
    return announcements.states(day).stream()
        .filter(state -> hook.category().isEmpty() || isIn(hook.category(), state.category()))
        .toList();
  }

  /// A paper that the index does not know yet would be missed by a search, for ever.
  private boolean isBehind(Hook hook, Collection<PaperId> of) {
    return !hook.search().isEmpty()
        && database
            .sql()
            .sql(
                "select exists (select 1 from outbox where topic = 'paper' and key = any(:papers))")
            .param("papers", of.stream().map(PaperId::value).toArray(String[]::new))
            .query(Boolean.class)
            .single();
  }

  /// The papers that a hook asks for, among some.
  private Map<PaperId, Paper> wanted(Hook hook, Collection<PaperId> ids) {
    Map<PaperId, Paper> found = new HashMap<>();
    for (Paper paper : papers.byIds(Set.copyOf(ids))) {
      if (hook.category().isEmpty()
          || paper.categories().stream().anyMatch(one -> isIn(hook.category(), one))
          || (paper.primaryCategory() != null && isIn(hook.category(), paper.primaryCategory()))) {
        found.put(paper.id(), paper);
      }
    }
    if (!hook.search().isEmpty()) {
      found.keySet().retainAll(index.matching(Query.parse(hook.search()), found.keySet()));
    }
    return found;
  }

  private static boolean isIn(String wanted, String category) {
    String one = category.toLowerCase(Locale.ROOT);
    String all = wanted.toLowerCase(Locale.ROOT);
    return one.equals(all) || one.startsWith(all + ".");
  }

  private int papers(Hook hook, List<Event> news, Map<PaperId, Paper> wanted, Instant now) {
    Map<LocalDate, List<Event>> byDay = new TreeMap<>();
    news.forEach(event -> byDay.computeIfAbsent(event.day(), day -> new ArrayList<>()).add(event));
    byDay.forEach((day, events) -> {
      @Nullable State state =
          State.leastSettled(states(hook, day).stream().map(DayState::state).toList()).orElse(null);
      boolean late = wasTold(hook, day);
      List<News.Item> items =
          events.stream()
              .map(event -> java.util.Objects.requireNonNull(wanted.get(event.paper())))
              .map(paper -> News.Item.of(paper, address))
              .toList();
      hooks.tell(
          hook,
          "papers:%s:%d".formatted(day, events.getLast().seq()),
          new News(
              site,
              News.PAPERS,
              now,
              "%s%s for %s"
                  .formatted(
                      Words.count(items.size(), "new paper", "new papers"),
                      late ? ", late," : "",
                      Words.date(day)),
              day,
              state == null ? null : state.name(),
              state == null ? "" : note(state),
              late,
              address.of("/papers/date/" + day),
              items));
    });
    return byDay.size();
  }

  private static String note(State state) {
    return switch (state) {
      case complete -> "The day’s list is complete.";
      case partial ->
          "The day’s list is not complete: some papers that were announced are missing.";
      case unconfirmed -> "Whether the day’s list is complete is not known yet.";
      case awaited -> "The day’s list is not out yet.";
      case nothing -> "";
    };
  }

  private boolean wasTold(Hook hook, LocalDate day) {
    return database
        .sql()
        .sql("select exists (select 1 from delivery where hook = :hook and key like :key)")
        .param("hook", hook.id())
        .param("key", "hook:%d:papers:%s:%%".formatted(hook.id(), day))
        .query(Boolean.class)
        .single();
  }

  private int verdicts(Hook hook, List<Event> measured, Instant now) {
    Map<PaperId, Paper> wanted = wanted(hook, measured.stream().map(Event::paper).toList());
    List<News.Item> items = new ArrayList<>();
    for (Event event : measured) {
      Paper paper = wanted.get(event.paper());
      Stored stored = paper == null ? null : results.find(event.mark()).orElse(null);
      if (paper != null && stored != null) {
        items.add(
            News.Item.of(paper, address)
                .with(
                    stored.result().method().name() + ": " + stored.result().verdict().words(),
                    address.of("/runs/" + stored.id())));
      }
    }
    if (items.isEmpty()) {
      return 0;
    }
    hooks.tell(
        hook,
        "verdicts:" + measured.getLast().seq(),
        new News(
            site,
            News.VERDICTS,
            now,
            Words.count(items.size(), "new verdict", "new verdicts"),
            null,
            null,
            "",
            false,
            address.of("/methods"),
            items));
    return 1;
  }

  private int trending(Hook hook, LocalDate today, Instant now) {
    List<Paper> first =
        days
            .latest(now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(1))
            .map(last ->
                days.select(
                    new Span(last.minusDays(TRENDING_DAYS - 1L), last), null, true, 0, TRENDING))
            .orElse(List.of())
            .stream()
            .map(Days.Entry::paper)
            .toList();
    Map<PaperId, Paper> wanted = wanted(hook, first.stream().map(Paper::id).toList());
    Map<PaperId, News.Item> items = new LinkedHashMap<>();
    for (Paper paper : first) {
      if (wanted.containsKey(paper.id()) && items.size() < hook.most()) {
        items.put(paper.id(), News.Item.of(paper, address));
      }
    }
    if (items.isEmpty()) {
      return 0;
    }
    hooks.tell(
        hook,
        "trending:" + today,
        new News(
            site,
            News.TRENDING,
            now,
            "Trending on " + Words.date(today),
            today,
            null,
            "",
            false,
            address.of("/papers/trending"),
            List.copyOf(items.values())));
    return 1;
  }
}
