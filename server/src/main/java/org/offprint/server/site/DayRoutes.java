package org.offprint.server.site;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.DayState;
import org.offprint.server.curate.Picks;
import org.offprint.server.curate.Picks.Pick;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Days.Span;
import org.offprint.server.feed.Trending;
import org.offprint.server.site.ListPage.Paging;
import org.offprint.server.site.ListPage.Step;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/// The pages by time: a day, a week, a month, and the trending order.
@Controller
final class DayRoutes {
  static final int PAGE = 30;
  private static final Pattern WEEK = Pattern.compile("(\\d{4})-W(\\d{1,2})");

  private final Days days;
  private final Announcements announcements;
  private final Picks picks;
  private final Rows rows;
  private final Answers answers;
  private final InstantSource clock;

  DayRoutes(
      Days days,
      Announcements announcements,
      Picks picks,
      Rows rows,
      Answers answers,
      InstantSource clock) {
    this.days = days;
    this.announcements = announcements;
    this.picks = picks;
    this.rows = rows;
    this.answers = answers;
    this.clock = clock;
  }

  @GetMapping({"/", "/papers"})
  ResponseEntity<byte[]> latest(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String date,
      @RequestParam(defaultValue = "1") int p) {
    return answers.page(
        request, "list", () -> date == null ? front(p) : day(dayOf(date), p, List.of()));
  }

  @GetMapping("/papers/date/{date}")
  ResponseEntity<byte[]> day(
      HttpServletRequest request,
      @PathVariable String date,
      @RequestParam(defaultValue = "1") int p) {
    return answers.withHeaders(
        request,
        "text/html;charset=utf-8",
        () -> {
          LocalDate day = dayOf(date);
          return new Answers.Content(
              answers.render("list", day(day, p, List.of())),
              Map.of(),
              days.count(Span.day(day)) == 0 ? null : Answers.day(day));
        });
  }

  @GetMapping("/papers/week/{week}")
  ResponseEntity<byte[]> week(
      HttpServletRequest request,
      @PathVariable String week,
      @RequestParam(defaultValue = "1") int p) {
    return answers.page(request, "list", () -> week(weekOf(week), p));
  }

  @GetMapping("/papers/month/{month}")
  ResponseEntity<byte[]> month(
      HttpServletRequest request,
      @PathVariable String month,
      @RequestParam(defaultValue = "1") int p) {
    return answers.page(request, "list", () -> month(monthOf(month), p));
  }

  @GetMapping("/papers/trending")
  ResponseEntity<byte[]> trending(
      HttpServletRequest request, @RequestParam(defaultValue = "1") int p) {
    return answers.page(request, "list", () -> trending(p));
  }

  /// The last day with papers, and what is known of one after it.
  private ListPage front(int number) {
    LocalDate day = latestDay();
    LocalDate last = announcements.lastDay().filter(day::isBefore).orElse(day);
    return day(
        day,
        number,
        last.equals(day)
            ? List.of()
            : standing(last).stream().map(DayStanding::asSeenFromElsewhere).toList());
  }

  /// How a day stands; nothing where nobody followed a category then.
  private List<DayStanding> standing(LocalDate day) {
    List<DayState> states = announcements.states(day);
    return states.isEmpty()
        ? List.of()
        : List.of(
            DayStanding.of(states, announcements.announced(day, DayStanding.categories(states))));
  }

  /// A day that has neither papers nor a state gives way to the nearest with papers, and says so.
  private ListPage day(LocalDate asked, int number, List<DayStanding> later) {
    List<DayStanding> standing = standing(asked);
    boolean without = days.count(Span.day(asked)) == 0;
    boolean empty = without && standing.isEmpty();
    LocalDate day = empty ? nearest(asked) : asked;
    Span span = Span.day(day);
    Paging paging = paging(Addresses.day(day), number, days.count(span));
    Optional<LocalDate> before = days.latest(asked.minusDays(1));
    Optional<LocalDate> after = days.next(asked);
    Step earlier = before.map(DayRoutes::dayStep).orElse(null);
    Step next = after.map(DayRoutes::dayStep).orElse(null);
    List<String> facts = new ArrayList<>();
    if (paging.total() > 0) {
      facts.add("No. " + Words.number(days.issue(day)));
    }
    facts.add(paging.total() == 0 ? "no papers" : Words.count(paging.total(), "paper", "papers"));
    Map<PaperId, Pick> chosen = new LinkedHashMap<>();
    picks.of(day).forEach(pick -> chosen.put(pick.paper(), pick));
    if (!chosen.isEmpty()) {
      facts.add(
          "chosen by "
              + Words.names(curators(chosen.values()), curators(chosen.values()).size(), 4));
    }
    String title = Words.weekday(day);
    Frame frame =
        Frame.of(
                title,
                "The %s of %s, with what was run of them."
                    .formatted(Words.count(paging.total(), "paper", "papers"), title),
                Addresses.page(Addresses.day(day), number))
            .withFeed(Addresses.day(day))
            .between(earlier == null ? null : earlier.href(), next == null ? null : next.href());
    return new ListPage(
        frame,
        "day",
        title,
        facts,
        earlier,
        next,
        empty ? whyEmpty(asked, day) : "",
        spans(day, "day"),
        List.of(),
        Stream.concat(standing.stream(), later.stream()).toList(),
        number == 1 && paging.total() > 0,
        rows
            .of(
                days.of(span, paging.offset(), PAGE),
                paging.offset(),
                (entry, place) -> Rows.byVotes(entry, place, Words.date(day)))
            .stream()
            .map(row -> {
              Pick pick = chosen.get(row.paper().id());
              return pick == null ? row : row.chosen(pick);
            })
            .toList(),
        paging);
  }

  private static List<String> curators(Collection<Pick> picks) {
    return picks.stream().map(Pick::shown).distinct().toList();
  }

  private ListPage week(LocalDate day, int number) {
    Span span = Span.week(day);
    String heading =
        "Week %d of %d"
            .formatted(
                day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), day.get(IsoFields.WEEK_BASED_YEAR));
    String dates = Words.date(span.first()) + " to " + Words.date(span.last());
    return span(
        span,
        heading,
        dates,
        Addresses.week(day),
        days.latest(span.first().minusDays(1))
            .map(found -> step(Addresses.week(found), "Earlier week"))
            .orElse(null),
        days.next(span.last()).map(found -> step(Addresses.week(found), "Later week")).orElse(null),
        "week",
        number);
  }

  private ListPage month(LocalDate day, int number) {
    Span span = Span.month(day);
    return span(
        span,
        Words.month(day),
        "",
        Addresses.month(day),
        days.latest(span.first().minusDays(1))
            .map(found -> step(Addresses.month(found), Words.month(found)))
            .orElse(null),
        days.next(span.last())
            .map(found -> step(Addresses.month(found), Words.month(found)))
            .orElse(null),
        "month",
        number);
  }

  private ListPage span(
      Span span,
      String heading,
      String dates,
      String address,
      @Nullable Step earlier,
      @Nullable Step later,
      String which,
      int number) {
    Paging paging = paging(address, number, days.count(span));
    List<String> facts = new ArrayList<>();
    if (!dates.isEmpty()) {
      facts.add(dates);
    }
    facts.add(Words.count(paging.total(), "paper", "papers"));
    facts.add("by votes");
    Map<LocalDate, DayStanding> open = new TreeMap<>();
    DayStanding.open(announcements.states(span.first(), span.last())).stream()
        .filter(standing -> standing.state() != DayState.State.awaited)
        .forEach(standing -> open.put(standing.day(), standing));
    if (!open.isEmpty()) {
      facts.add(Words.count(open.size(), "day", "days") + " not complete");
    }
    return new ListPage(
        Frame.of(
                heading,
                "The papers of %s by votes.".formatted(heading),
                Addresses.page(address, number))
            .withFeed(address)
            .between(
                number > 1 ? paging.previous() : earlier == null ? null : earlier.href(),
                paging.next() != null ? paging.next() : later == null ? null : later.href()),
        "span",
        heading,
        facts,
        earlier,
        later,
        paging.total() == 0 ? "Nothing was listed in this time." : "",
        spans(span.first(), which),
        Stream.concat(days.daysIn(span).stream(), open.keySet().stream())
            .distinct()
            .sorted()
            .map(day -> spanDay(day, which, open.get(day)))
            .toList(),
        List.of(),
        number == 1 && paging.total() > 0,
        rows.of(
            days.of(span, paging.offset(), PAGE),
            paging.offset(),
            (entry, place) -> Rows.byVotes(entry, place, heading)),
        paging);
  }

  private static Step spanDay(LocalDate day, String which, @Nullable DayStanding open) {
    String words = which.equals("week") ? Words.brief(day) : String.valueOf(day.getDayOfMonth());
    String how = open == null ? "" : ", " + open.brief();
    return new Step(Addresses.day(day), words + how, Words.weekday(day) + how, false);
  }

  private ListPage trending(int number) {
    if (number < 1 || number > 20) {
      throw Failure.notFound(
          "The trending order shows 20 pages; there is no page %d.".formatted(number),
          "/papers/trending");
    }
    List<Days.Entry> found = days.trending((number - 1) * PAGE, PAGE + 1);
    boolean more = found.size() > PAGE && number < 20;
    List<Days.Entry> entries = more ? found.subList(0, PAGE) : found;
    int total = (number - 1) * PAGE + found.size();
    Paging paging = new Paging("/papers/trending", number, more ? number + 1 : number, total, PAGE);
    return new ListPage(
        Frame.of(
                "Trending",
                "Papers by votes and freshness, with the arithmetic of every place.",
                Addresses.page("/papers/trending", number))
            .withFeed("/papers/trending")
            .between(paging.previous(), paging.next()),
        "span",
        "Trending",
        List.of("one doubling of votes is worth one day"),
        null,
        null,
        entries.isEmpty() ? "There are no papers here yet." : "",
        List.of(),
        List.of(),
        List.of(),
        number == 1 && !entries.isEmpty(),
        rows.of(
            entries,
            paging.offset(),
            (entry, place) ->
                entry
                    .shownAt()
                    .map(shown -> Trending.whyHere(entry.paper(), shown))
                    .orElse("Nobody knows when this paper appeared, so it has no score.")),
        paging);
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private LocalDate latestDay() {
    return nearest(today());
  }

  /// The last day with papers, or the first one where there is none before.
  private LocalDate nearest(LocalDate day) {
    return days.latest(day)
        .or(() -> days.next(day))
        .orElseThrow(() ->
            Failure.notFound(
                "There are no papers here yet. `./offprint import FILE` brings some in; the first edition comes with the server.",
                "/about"));
  }

  private static String whyEmpty(LocalDate asked, LocalDate shown) {
    boolean weekend =
        asked.getDayOfWeek() == DayOfWeek.SATURDAY || asked.getDayOfWeek() == DayOfWeek.SUNDAY;
    return "Nothing was listed on %s%s. Here is %s."
        .formatted(
            Words.weekday(asked), weekend ? ", as on most weekends" : "", Words.weekday(shown));
  }

  private static Step dayStep(LocalDate day) {
    return new Step(Addresses.day(day), Words.brief(day), Words.weekday(day), false);
  }

  private static Step step(String href, String words) {
    return new Step(href, words, words, false);
  }

  private static List<Step> spans(LocalDate day, String here) {
    String week = "week " + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    List<Step> spans = new ArrayList<>();
    if (here.equals("day")) {
      spans.add(step(Addresses.week(day), week));
    }
    if (!here.equals("month")) {
      spans.add(step(Addresses.month(day), Words.month(day)));
    }
    return spans;
  }

  static Paging paging(String address, int number, int total) {
    Paging paging = Paging.of(address, number, total, PAGE);
    if (number < 1 || number > paging.pages()) {
      throw Failure.notFound(
          "There is no page %d of this list; the last is page %d."
              .formatted(number, paging.pages()),
          Addresses.page(address, paging.pages()));
    }
    return paging;
  }

  static LocalDate dayOf(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw Failure.badRequest("'" + text + "' is not a day: expected one like 2026-03-05.");
    }
  }

  private static LocalDate weekOf(String text) {
    Matcher form = WEEK.matcher(text);
    try {
      if (form.matches()) {
        int year = Integer.parseInt(form.group(1));
        int week = Integer.parseInt(form.group(2));
        LocalDate fourth = LocalDate.of(year, 1, 4); // always in week 1
        LocalDate monday =
            fourth.with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, week).with(DayOfWeek.MONDAY);
        if (monday.get(IsoFields.WEEK_BASED_YEAR) == year) {
          return monday;
        }
      }
    } catch (DateTimeException e) {
      // a year has 52 or 53 weeks; said below
    }
    throw Failure.badRequest("'" + text + "' is not a week: expected one like 2026-W10.");
  }

  private static LocalDate monthOf(String text) {
    try {
      return YearMonth.parse(text).atDay(1);
    } catch (DateTimeException e) {
      throw Failure.badRequest("'" + text + "' is not a month: expected one like 2026-03.");
    }
  }
}
