package org.offprint.server.announce;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.server.announce.DayState.State;
import org.offprint.server.db.Database;

/// Says how a category's day stands. It is complete when every source that can still be asked has
/// told all it has, none knows a paper that another ought to know and does not, and everything that
/// any of them named is here. On the day after, when OAI-PMH was asked again, two sources that
/// agree are enough, where whoever disagrees only knows less: on the day itself two may lack the
/// same papers while the third is out of order. A day far below the usual waits longer. A day that
/// has nothing is believed only where the calendar says so too, or where what was submitted for it
/// has come on the next list.
record Judge(Database database, ArxivCalendar calendar) {
  /// A day with fewer than this part of the usual number is not believed on two words.
  private static final double FEW = 0.4;

  /// Below this many, days differ too much to call one unusual.
  private static final int SMALL = 8;

  private static final int DAYS_FOR_USUAL = 5;

  /// How long a list may be out before its sources are expected to have it.
  private static final Duration GRACE = Duration.ofHours(5);

  /// After how long two sources that say the same of an unusually short list are believed.
  private static final Duration LONG_PATIENCE = Duration.ofHours(36);

  /// So many papers that come on the next list show that there was none in between.
  private static final int MOVED_ON = 3;

  /// Days. Moderators seldom take longer.
  private static final int LONGEST_HELD = 92;

  /// What one source said of the day.
  ///
  /// @param at when it said so last
  /// @param due papers that other sources must know too, and how they were announced
  /// @param known every paper that it can be said to have named
  private record Witness(String source, Instant at, Map<String, String> due, Set<String> known) {}

  DayState judge(LocalDate day, String category, @Nullable DayState before, Instant now) {
    if (now.isBefore(calendar.announcedAt(day)) && !ArxivCalendar.isWeekend(day)) {
      return new DayState(
          day,
          category,
          State.awaited,
          0,
          List.of(),
          null,
          "arXiv has not announced this day yet.",
          before == null ? now : before.since(),
          now);
    }
    Map<String, Witness> witnesses = witnesses(day, category);
    Set<String> announced = announced(day, category);
    List<PaperId> missing = missing(announced);
    @Nullable Integer usual = usual(day, category);
    Verdict verdict = verdict(day, category, witnesses, announced, missing, usual, now);
    boolean same = before != null && before.state() == verdict.state();
    return new DayState(
        day,
        category,
        verdict.state(),
        announced.size(),
        missing,
        usual,
        verdict.why(),
        same && before != null ? before.since() : now,
        now);
  }

  private record Verdict(State state, String why) {}

  private Verdict verdict(
      LocalDate day,
      String category,
      Map<String, Witness> witnesses,
      Set<String> announced,
      List<PaperId> missing,
      @Nullable Integer usual,
      Instant now) {
    Optional<String> none = calendar.whyNone(day);
    if (none.isPresent() && announced.isEmpty() && ArxivCalendar.isWeekend(day)) {
      return new Verdict(State.nothing, none.get() + ".");
    }
    Duration age = Duration.between(calendar.announcedAt(day), now);
    if (!missing.isEmpty()) {
      return new Verdict(
          State.partial,
          "%d of %d announced papers %s missing."
              .formatted(missing.size(), announced.size(), missing.size() == 1 ? "is" : "are"));
    }
    if (announced.isEmpty()) {
      return empty(day, category, witnesses, none, age);
    }
    List<String> differences = new ArrayList<>();
    Set<String> agreeing = agreeing(day, category, witnesses, differences);
    boolean few = usual != null && usual >= SMALL && announced.size() < FEW * usual;
    boolean two = wasAskedAgain(day, witnesses) && (!few || age.compareTo(LONG_PATIENCE) >= 0);
    int perhaps = witnesses.containsKey(Announcements.FEED) ? 0 : perhapsHeld(day, category);
    if (perhaps > 0 && agreeing.size() >= 2) {
      return new Verdict(
          State.unconfirmed,
          "%d %s submitted long before and changed on this day: held back for this list, or only another record. The feed alone would say, and it did not."
              .formatted(perhaps, perhaps == 1 ? "paper was" : "papers were"));
    }
    if (agreeing.size() >= (two ? 2 : 3)) {
      return new Verdict(
          State.complete,
          "%s here, as %s agree%s."
              .formatted(
                  announced.size() == 1
                      ? "The one announced paper is"
                      : "All %d announced papers are".formatted(announced.size()),
                  names(agreeing),
                  few ? ", though %d are usual".formatted(usual) : ""));
    }
    if (witnesses.isEmpty() && age.compareTo(GRACE) < 0) {
      return new Verdict(State.awaited, "Announced; the sources do not have it yet.");
    }
    return new Verdict(
        State.unconfirmed,
        agreeing.size() == 2 && few
            ? "%d papers, where %d are usual; a third source has to agree with %s."
                .formatted(announced.size(), usual, names(agreeing))
            : agreeing.size() == 2 && differences.isEmpty()
                ? "%s agree; a third source is awaited.".formatted(names(agreeing))
                : whyNot(day, category, witnesses, differences));
  }

  /// Whether OAI-PMH, which alone can still show a list of the day before, has done so.
  private boolean wasAskedAgain(LocalDate day, Map<String, Witness> witnesses) {
    @Nullable Witness oai = witnesses.get(Announcements.OAI);
    return oai != null
        && !oai.at().isBefore(calendar.announcedAt(day).plus(Announcements.SECOND_LOOK));
  }

  /// The most sources that agree with each other, none of the others knowing more than they do.
  ///
  /// @param differences takes what each two of them do not agree about
  private Set<String> agreeing(
      LocalDate day, String category, Map<String, Witness> witnesses, List<String> differences) {
    Map<String, Set<String>> lacking = new TreeMap<>(); // by source: those who know more
    List<Witness> all = List.copyOf(witnesses.values());
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        Witness a = all.get(i);
        Witness b = all.get(j);
        Set<String> unknownToB = unknown(day, category, a, b);
        Set<String> unknownToA = unknown(day, category, b, a);
        if (!unknownToB.isEmpty()) {
          lacking.computeIfAbsent(b.source(), source -> new TreeSet<>()).add(a.source());
        }
        if (!unknownToA.isEmpty()) {
          lacking.computeIfAbsent(a.source(), source -> new TreeSet<>()).add(b.source());
        }
        difference(a, unknownToA, b, unknownToB).ifPresent(differences::add);
      }
    }
    Set<String> agreeing = new TreeSet<>(witnesses.keySet());
    agreeing.removeAll(lacking.keySet());
    return agreeing;
  }

  /// A day of which nobody names a paper.
  private Verdict empty(
      LocalDate day,
      String category,
      Map<String, Witness> witnesses,
      Optional<String> none,
      Duration age) {
    Set<String> silent = new TreeSet<>(witnesses.keySet());
    if (none.isPresent()) {
      return silent.contains(Announcements.OAI) && silent.contains(Announcements.FEED)
          ? new Verdict(State.nothing, "%s, as %s agree.".formatted(none.get(), names(silent)))
          : new Verdict(
              age.compareTo(GRACE) < 0 ? State.awaited : State.unconfirmed,
              "%s; %s.".formatted(none.get(), whyNot(day, category, witnesses, List.of())));
    }
    if (silent.size() >= 2 && movedOn(day, category)) {
      return new Verdict(
          State.nothing,
          "arXiv announced nothing: what was submitted for this list came on the next, as %s agree."
              .formatted(names(silent)));
    }
    if (age.compareTo(GRACE) < 0) {
      return new Verdict(State.awaited, "Announced; the sources do not have it yet.");
    }
    return new Verdict(
        State.unconfirmed,
        silent.size() < 2
            ? whyNot(day, category, witnesses, List.of())
            : "%s name no paper, on a day that should have a list. Either they are late, or arXiv defers this list; then set ingest.closed = %s."
                .formatted(names(silent), day.minusDays(1)));
  }

  /// Whether papers that were submitted for this list are on the next one, which is complete.
  private boolean movedOn(LocalDate day, String category) {
    ArxivCalendar.Window window = calendar.window(day);
    LocalDate next = calendar.after(day);
    List<String> published =
        database
            .sql()
            .sql(
                """
                select p.published from sighting s join paper p on p.id = s.paper
                where s.category = :category and s.day = :next and s.source = :feed
                  and s.kind in ('new', 'cross') and p.published is not null
                  and exists (
                    select 1 from day_state d
                    where d.category = :category and d.day = :next and d.state = 'complete')
                """)
            .param("category", category)
            .param("next", next)
            .param("feed", Announcements.FEED)
            .query((row, number) -> row.getString(1))
            .list();
    return published.stream()
            .map(text -> new SaidDate(text))
            .filter(date -> date.precision() == SaidDate.Precision.instant)
            .filter(date -> window.contains(date.instant()))
            .count()
        >= MOVED_ON;
  }

  private String whyNot(
      LocalDate day, String category, Map<String, Witness> witnesses, List<String> differences) {
    List<String> reasons = new ArrayList<>(differences);
    database
        .sql()
        .sql(
            "select source, why from report where day = :day and category = :category and not whole order by source")
        .param("day", day)
        .param("category", category)
        .query(row -> {
          reasons.add(row.getString(1) + ": " + row.getString(2));
        });
    String heard =
        switch (witnesses.size()) {
          case 0 -> "No source has told this day whole";
          case 1 -> "Only %s has told this day whole".formatted(names(witnesses.keySet()));
          default -> "The sources do not agree";
        };
    return reasons.isEmpty() ? heard + "." : heard + ": " + String.join("; ", reasons) + ".";
  }

  /// Why two sources do not say the same, or nothing when they do.
  private static Optional<String> difference(
      Witness a, Set<String> unknownToA, Witness b, Set<String> unknownToB) {
    List<String> parts = new ArrayList<>();
    if (!unknownToB.isEmpty()) {
      parts.add(lacks(b, unknownToB, a));
    }
    if (!unknownToA.isEmpty()) {
      parts.add(lacks(a, unknownToA, b));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", and ", parts));
  }

  private static String lacks(Witness who, Set<String> what, Witness other) {
    return "%s lacks %d that %s has (%s%s)"
        .formatted(
            who.source(),
            what.size(),
            other.source(),
            what.stream().limit(3).collect(Collectors.joining(", ")),
            what.size() > 3 ? ", …" : "");
  }

  /// What `a` named and `b` ought to have named too. The API is asked for papers by the time of
  /// their submission: it cannot know replacements, nor papers that were held back; and what it
  /// knows may have been announced on another list.
  private Set<String> unknown(LocalDate day, String category, Witness a, Witness b) {
    Set<String> unknown = new TreeSet<>();
    boolean toApi = b.source().equals(Announcements.API);
    a.due()
        .forEach((paper, kind) -> {
          if (!b.known().contains(paper) && (!toApi || Announcements.listing().contains(kind))) {
            unknown.add(paper);
          }
        });
    if (!unknown.isEmpty() && toApi) {
      unknown.removeAll(submittedForAnother(day, unknown));
    }
    if (!unknown.isEmpty() && a.source().equals(Announcements.API)) {
      unknown.removeAll(everNamed(category, b.source(), unknown));
    }
    return unknown;
  }

  private List<String> everNamed(String category, String source, Set<String> papers) {
    return database
        .sql()
        .sql(
            "select distinct paper from sighting where category = :category and source = :source and paper = any(:ids)")
        .param("category", category)
        .param("source", source)
        .param("ids", papers.toArray(String[]::new))
        .query((row, number) -> row.getString(1))
        .list();
  }

  private Set<String> submittedForAnother(LocalDate day, Set<String> papers) {
    ArxivCalendar.Window window = calendar.window(day);
    Set<String> found = new HashSet<>();
    database
        .sql()
        .sql("select id, published from paper where id = any(:ids) and published is not null")
        .param("ids", papers.toArray(String[]::new))
        .query(row -> {
          SaidDate published = new SaidDate(row.getString(2));
          if (published.text().length() > 10 && !window.contains(published.instant())) {
            found.add(row.getString(1));
          }
        });
    return found;
  }

  /// Papers in their first version that were seen on this day for the first time and submitted for
  /// a list before all that were looked after, but not longer ago than papers are held back: who
  /// has not heard the feed cannot tell what happened to them.
  private int perhapsHeld(LocalDate day, String category) {
    return Math.toIntExact(
        database
            .sql()
            .sql(
                """
                select count(*) from sighting c
                join sighting p on p.category = c.category and p.paper = c.paper and p.source = c.source
                where c.category = :category and c.day = :day and c.source = :oai
                  and c.kind = 'changed' and c.version = 1
                  and p.day between :longest and :before and p.kind in ('new', 'cross') and not p.due
                  and not exists (
                    select 1 from report r
                    where r.category = c.category and r.day = p.day and r.source = c.source and r.whole)
                  and not exists (
                    select 1 from sighting e
                    where e.category = c.category and e.paper = c.paper and e.day < c.day and e.kind = 'changed')
                """)
            .param("category", category)
            .param("day", day)
            .param("before", day.minusDays(1))
            .param("longest", day.minusDays(LONGEST_HELD))
            .param("oai", Announcements.OAI)
            .query(Long.class)
            .single());
  }

  /// The sources that told all they have. A record of OAI-PMH moves to the day on which it changed
  /// last, so a later day speaks for this one too.
  private Map<String, Witness> witnesses(LocalDate day, String category) {
    Map<String, Witness> witnesses = new TreeMap<>();
    database
        .sql()
        .sql("select source, at from report where day = :day and category = :category and whole")
        .param("day", day)
        .param("category", category)
        .query(row -> {
          witnesses.put(
              row.getString(1),
              new Witness(
                  row.getString(1),
                  row.getTimestamp(2).toInstant(),
                  new HashMap<>(),
                  new HashSet<>()));
        });
    database
        .sql()
        .sql(
            """
            select source, paper, kind, due, day from sighting
            where category = :category
              and (day = :day or (source = 'arxiv-oai' and day between :day and :last))
            """)
        .param("category", category)
        .param("day", day)
        .param("last", day.plusDays(60))
        .query(row -> {
          Witness witness = witnesses.get(row.getString("source"));
          if (witness != null) {
            witness.known().add(row.getString("paper"));
            if (row.getBoolean("due") && row.getObject("day", LocalDate.class).equals(day)) {
              witness.due().put(row.getString("paper"), row.getString("kind"));
            }
          }
        });
    return witnesses;
  }

  /// Everything that any source put on the day's list, whole or not.
  private Set<String> announced(LocalDate day, String category) {
    return new TreeSet<>(
        database
            .sql()
            .sql(
                """
                select distinct paper from sighting
                where day = :day and category = :category and kind in ('new', 'cross')
                """)
            .param("day", day)
            .param("category", category)
            .query(String.class)
            .list());
  }

  private List<PaperId> missing(Set<String> announced) {
    return database
        .sql()
        .sql(
            """
            select a.id from unnest(:ids::text[]) as a (id)
            where not exists (select 1 from paper p where p.id = a.id)
              and not exists (select 1 from sighting s where s.paper = a.id and s.kind = 'deleted')
            order by a.id
            """)
        .param("ids", announced.toArray(String[]::new))
        .query(String.class)
        .list()
        .stream()
        .map(id -> new PaperId(String.valueOf(id)))
        .toList();
  }

  /// The median of the last twenty lists that are settled.
  private @Nullable Integer usual(LocalDate day, String category) {
    int[] counts =
        database
            .sql()
            .sql(
                """
                select announced from day_state
                where category = :category and day < :day and state = 'complete'
                order by day desc limit 20
                """)
            .param("category", category)
            .param("day", day)
            .query(Integer.class)
            .list()
            .stream()
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    return counts.length < DAYS_FOR_USUAL
        ? null
        : Arrays.stream(counts).skip(counts.length / 2).findFirst().getAsInt();
  }

  private static String names(Set<String> sources) {
    return String.join(sources.size() == 2 ? " and " : ", ", sources);
  }
}
