package org.offprint.server.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.offprint.server.announce.Alarms;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.announce.DayState;
import org.offprint.server.announce.DayState.State;
import org.offprint.server.db.Database;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;

/// Holds what ingest says of its days against what was announced.
final class Audit {
  /// A day that was open for longer than an alarm waits.
  ///
  /// @param named when the alarm was raised
  /// @param closed null while it is open
  record Gap(LocalDate day, String category, Instant named, @Nullable Instant closed, String why) {}

  /// An alarm may come with the next look at the days.
  private static final Duration ROUND = Duration.ofHours(1);

  private final World world;
  private final Database database;
  private final Announcements announcements;
  private final Alarms alarms;
  private final ArxivCalendar calendar = new ArxivCalendar(Map.of());
  private final Map<String, Gap> gaps = new TreeMap<>();
  private final Set<String> broken = new LinkedHashSet<>();
  private final Set<String> settled = new HashSet<>();
  private int falselyComplete;
  private int complete;

  Audit(World world, Database database) {
    this.world = world;
    this.database = database;
    this.announcements =
        new Announcements(database, new Papers(database, Trending::heat), calendar);
    this.alarms = new Alarms(database);
  }

  /// Looks at every day of the last weeks.
  synchronized void look(Instant now) {
    LocalDate today = now.atZone(ArxivCalendar.NEW_YORK).toLocalDate().plusDays(1);
    Map<String, DayState> states = new HashMap<>();
    announcements
        .states(today.minusDays(21), today)
        .forEach(state -> states.put(state.day() + " " + state.category(), state));
    Set<String> standing = new HashSet<>();
    alarms.standing().forEach(alarm -> standing.add(alarm.subject()));
    Set<String> here = null;
    for (LocalDate day = today.minusDays(21); !day.isAfter(today); day = day.plusDays(1)) {
      if (day.isBefore(world.first) || day.isAfter(world.last)) {
        continue;
      }
      for (String category : world.categories) {
        String subject = day + " " + category;
        DayState state = states.get(subject);
        if (state != null && state.state().isSettled()) {
          if (settled.add(subject)) {
            here = here == null ? new HashSet<>(papersHere()) : here;
            settled(day, category, state, here);
          }
        } else {
          settled.remove(subject);
          open(day, category, state, standing.contains(subject), now);
        }
      }
    }
    for (Alarms.Alarm alarm : alarms.latest(300)) {
      Gap gap = gap(alarm);
      if (!gap.day().isAfter(world.last)) { // nobody announces anything after the world's end
        gaps.put(alarm.subject() + " " + alarm.raised(), gap);
      }
    }
  }

  private static Gap gap(Alarms.Alarm alarm) {
    String[] subject = alarm.subject().split(" ");
    return new Gap(
        LocalDate.parse(subject[0]), subject[1], alarm.raised(), alarm.cleared(), alarm.message());
  }

  private List<String> papersHere() {
    return database
        .sql()
        .sql("select id from paper")
        .query((row, number) -> row.getString(1))
        .list();
  }

  private void settled(LocalDate day, String category, DayState state, Set<String> here) {
    Set<String> truth = known(day, category);
    Set<String> absent = new TreeSet<>(truth);
    absent.removeAll(here);
    boolean wrong =
        !absent.isEmpty()
            || (state.state() == State.nothing && !truth.isEmpty())
            || (state.state() == State.complete && truth.isEmpty())
            || state.announced() < truth.size();
    complete++;
    if (wrong) {
      falselyComplete++;
      broken.add(
          "%s %s was called %s (%s), but %d papers were announced and %d of them are not here%s"
              .formatted(
                  day, category, state.state(), state.why(), truth.size(), absent.size(), absent));
    }
  }

  /// What was announced and did not go away at once.
  private Set<String> known(LocalDate day, String category) {
    Set<String> truth = new TreeSet<>(world.announced(day, category));
    truth.removeIf(id -> world.paper(id).deleted != null);
    return truth;
  }

  private void open(
      LocalDate day, String category, @Nullable DayState state, boolean alarmed, Instant now) {
    Instant due = calendar.announcedAt(day).plus(Ingester.ALARM).plus(ROUND);
    if (now.isBefore(due) || ArxivCalendar.isWeekend(day)) {
      return;
    }
    if (state == null || !alarmed) {
      broken.add(
          "%s %s is %s at %s, and no alarm stands"
              .formatted(day, category, state == null ? "unknown" : state.state(), now));
    }
  }

  /// What a rehearsal ends with: every paper once, in its newest version, on its lists.
  ///
  /// @param until lists that were out long enough
  synchronized Totals end(LocalDate until) {
    Map<String, Integer> versions = new HashMap<>();
    Map<String, String> titles = new HashMap<>();
    database
        .sql()
        .sql("select id, title, coalesce(jsonb_array_length(to_jsonb(versions)), 0) from paper")
        .query(row -> {
          titles.put(row.getString(1), row.getString(2));
          versions.put(row.getString(1), row.getInt(3));
        });
    Map<String, Set<LocalDate>> listed = new HashMap<>();
    database
        .sql()
        .sql("select paper, day from listing where edition = 'daily'")
        .query(row -> {
          listed
              .computeIfAbsent(row.getString(1), paper -> new TreeSet<>())
              .add(row.getObject(2, LocalDate.class));
        });
    int announced = 0;
    int present = 0;
    int outdated = 0;
    int unlisted = 0;
    int twice = 0;
    for (FakePaper paper : world.papers()) {
      Set<LocalDate> lists = lists(paper, until);
      if (lists.isEmpty() || paper.deleted != null) {
        continue;
      }
      announced++;
      if (!titles.containsKey(paper.id)) {
        broken.add("%s, announced on %s, is not here".formatted(paper.id, lists));
        continue;
      }
      present++;
      FakePaper.Version newest = paper.until(until).getLast();
      if (versions.getOrDefault(paper.id, 0) < newest.number()) {
        outdated++;
        broken.add(
            "%s has %d versions here, and version %d came on %s"
                .formatted(paper.id, versions.get(paper.id), newest.number(), newest.announced()));
      }
      Set<LocalDate> onPages = listed.getOrDefault(paper.id, Set.of());
      if (!onPages.containsAll(lists)) {
        unlisted++;
        broken.add("%s was announced on %s and stands on %s".formatted(paper.id, lists, onPages));
      }
      Set<LocalDate> wrong = new TreeSet<>(onPages);
      wrong.removeAll(paper.categories.values());
      if (!wrong.isEmpty()) {
        twice++;
        broken.add(
            "%s stands on %s, and was announced on %s only"
                .formatted(paper.id, wrong, paper.categories.values()));
      }
    }
    return new Totals(announced, present, outdated, unlisted, twice);
  }

  /// @param outdated present in an older version
  /// @param unlisted present, but not on the page of its day
  /// @param misplaced on the page of a day on which it was not announced
  record Totals(int announced, int present, int outdated, int unlisted, int misplaced) {}

  private Set<LocalDate> lists(FakePaper paper, LocalDate until) {
    Set<LocalDate> lists = new TreeSet<>();
    for (String category : world.categories) {
      LocalDate day = paper.categories.get(category);
      if (day != null && !day.isBefore(world.first) && !day.isAfter(until)) {
        lists.add(day);
      }
    }
    return lists;
  }

  synchronized List<String> broken() {
    return new ArrayList<>(broken);
  }

  synchronized List<Gap> gaps() {
    return new ArrayList<>(gaps.values());
  }

  synchronized int settledDays() {
    return settled.size();
  }

  synchronized int falselyComplete() {
    return falselyComplete;
  }

  /// How often a day was called complete or empty; more than there are days where some opened
  /// again.
  synchronized int verdicts() {
    return complete;
  }
}
