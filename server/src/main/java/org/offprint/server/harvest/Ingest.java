package org.offprint.server.harvest;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.announce.Alarms;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.announce.DayState;
import org.offprint.server.announce.DayState.State;
import org.offprint.server.job.Time;

/// Follows categories of arXiv: asks its sources for each day's list until they agree and
/// everything is here, and raises an alarm about a day that stays open too long.
public final class Ingest {
  /// Followed categories, and how far back.
  ///
  /// @param days how many lists before today's are looked after
  /// @param alarmAfter how long after its announcement a list may stay open
  public record Plan(List<String> categories, int days, Duration alarmAfter) {
    public Plan {
      categories = List.copyOf(categories);
    }
  }

  /// When a source usually has a list, after its announcement.
  private static final Duration RSS_AFTER = Duration.ofMinutes(250);

  private static final Duration API_AFTER = Duration.ofHours(5);

  /// How long a day that stays open is asked for.
  private static final Duration LONGEST = Duration.ofDays(30);

  private static final Duration LOOK_AGAIN = Duration.ofHours(1);

  private static final Duration CATCH_UP = Duration.ofMinutes(30);

  private final Plan plan;
  private final Harvester harvester;
  private final Announcements announcements;
  private final Alarms alarms;
  private final ArxivCalendar calendar;
  private final Time time;
  private final Instant started;
  private final Map<String, Long> pagesSeen = new HashMap<>();
  private final Map<String, Instant> nextLooks = new HashMap<>();

  public Ingest(
      Plan plan,
      Harvester harvester,
      Announcements announcements,
      Alarms alarms,
      ArxivCalendar calendar,
      Time time) {
    this.plan = plan;
    this.harvester = harvester;
    this.announcements = announcements;
    this.alarms = alarms;
    this.calendar = calendar;
    this.time = time;
    this.started = time.instant();
  }

  /// One round: looks at every open day, asks for all that is due, looks again. Returns whether
  /// anything was asked for, since then more may be due at once.
  public boolean round() throws InterruptedException {
    lookAtDays();
    boolean asked = false;
    while (harvester.step()) {
      asked = true;
    }
    if (asked) {
      lookAtDays();
    }
    return asked;
  }

  /// When the next round has something to do that no page brings.
  public Instant nextLook() {
    return nextLooks.values().stream().min(Instant::compareTo).orElse(Instant.MIN);
  }

  /// A look changes nothing unless a page was read, by any process, or a moment has come.
  private void lookAtDays() {
    Instant now = time.instant();
    Map<String, Long> pages = harvester.pages();
    for (String category : plan.categories()) {
      Long read = pages.getOrDefault(category, 0L) + pages.getOrDefault(ArxivGaps.NAME, 0L);
      if (read.equals(pagesSeen.put(category, read))
          && now.isBefore(nextLooks.getOrDefault(category, Instant.MIN))) {
        continue;
      }
      nextLooks.put(category, now.plus(LOOK_AGAIN));
      List<DayState> open = new ArrayList<>();
      for (LocalDate day : days(category, now)) {
        DayState state = announcements.judge(day, category, now);
        if (state.state().isSettled()) {
          alarms.clear(subject(state), now);
        } else {
          open.add(state);
        }
      }
      for (DayState state : open) {
        ask(state, now);
        alarm(state, now);
      }
    }
  }

  /// The days that are looked at, the earliest first: those of the plan that are not settled, those
  /// without a list among them, since they too have a state to show; and any other that is open, or
  /// open again.
  private List<LocalDate> days(String category, Instant now) {
    Set<LocalDate> days =
        new TreeSet<>(announcements.open(today(now).minusDays(LONGEST.toDays()), category));
    for (LocalDate day : planned(now)) {
      if (announcements.state(day, category).isEmpty()) {
        days.add(day);
      }
    }
    return List.copyOf(days);
  }

  private static LocalDate today(Instant now) {
    return now.atZone(ArxivCalendar.NEW_YORK).toLocalDate();
  }

  private List<LocalDate> planned(Instant now) {
    LocalDate last = calendar.latestWeekday(now);
    LocalDate first = last;
    for (int i = 1; i < plan.days(); i++) {
      first = calendar.before(first);
    }
    LocalDate today = today(now);
    return first.datesUntil((today.isAfter(last) ? today : last).plusDays(1)).toList();
  }

  /// Each source once when it should have the list, and again while it has not told it; when all
  /// have and the day is open nevertheless, all again. On the day after, OAI-PMH again in any case.
  private void ask(DayState state, Instant now) {
    LocalDate day = state.day();
    Instant announced = calendar.announcedAt(day);
    Duration age = Duration.between(announced, now);
    if (age.isNegative()) {
      lookBy(state.category(), announced);
      return;
    }
    String category = state.category();
    boolean latest = calendar.latestWeekday(now).equals(day);
    Map<String, Instant> due = new TreeMap<>();
    due.put(Announcements.OAI, announced.plus(ArxivOai.AFTER));
    if (latest) {
      due.put(Announcements.FEED, announced.plus(RSS_AFTER));
    }
    if (calendar.announces(day) || state.announced() > 0) {
      due.put(Announcements.API, latest ? announced.plus(API_AFTER) : announced);
    }
    Map<String, Instant> told = announcements.told(day, category);
    boolean disagree = told.keySet().containsAll(due.keySet());
    Instant secondLook = announced.plus(Announcements.SECOND_LOOK);
    due.forEach((source, first) -> {
      @Nullable Instant last = told.get(source);
      boolean old =
          source.equals(Announcements.OAI)
              && !now.isBefore(secondLook)
              && last != null
              && last.isBefore(secondLook);
      if (disagree || last == null || old) {
        again(source, category, category, day, first, every(age), now);
      }
    });
    if (!state.missing().isEmpty()) {
      String papers =
          state.missing().stream()
              .limit(ArxivGaps.MOST)
              .map(PaperId::value)
              .collect(Collectors.joining(","));
      again(ArxivGaps.NAME, category, papers, day, announced, every(age), now);
    }
  }

  /// The older an open list, the more patience.
  private static Duration every(Duration age) {
    return age.compareTo(Duration.ofHours(14)) < 0
        ? Duration.ofMinutes(30)
        : age.compareTo(Duration.ofDays(3)) < 0 ? Duration.ofHours(2) : Duration.ofHours(24);
  }

  private void again(
      String source,
      String category,
      String channel,
      LocalDate day,
      Instant first,
      Duration every,
      Instant now) {
    @Nullable Instant finished = harvester.finished(source, channel, day);
    Instant next = finished == null ? first : finished.plus(every);
    if (next.isAfter(now)) {
      lookBy(category, next);
    } else {
      harvester.want(source, channel, day, now);
    }
  }

  private void lookBy(String category, Instant moment) {
    nextLooks.merge(category, moment, (a, b) -> a.isBefore(b) ? a : b);
  }

  private void alarm(DayState state, Instant now) {
    Instant due = calendar.announcedAt(state.day()).plus(plan.alarmAfter());
    if (due.isBefore(started)) { // after a start there is first some time to catch up
      due = started.plus(CATCH_UP);
    }
    if (now.isBefore(due)) {
      lookBy(state.category(), due);
    } else {
      alarms.raise(
          subject(state),
          "%s: %s"
              .formatted(state.state() == State.partial ? "partial" : "not complete", state.why()),
          now);
    }
  }

  private static String subject(DayState state) {
    return state.day() + " " + state.category();
  }
}
