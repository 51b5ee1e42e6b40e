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

/// Says how a category's day stands. It is complete when two sources have each told all they have,
/// neither knows a paper that the other ought to know and does not, and everything that any of them
/// named is here. A day far below the usual needs a third source that says the same.
record Judge(Database database, ArxivCalendar calendar) {
  /// A day with fewer than this part of the usual number is not believed on two words.
  private static final double FEW = 0.4;

  /// Below this many, days differ too much to call one unusual.
  private static final int SMALL = 8;

  private static final int DAYS_FOR_USUAL = 5;

  /// How long a list may be out before its sources are expected to have it.
  private static final Duration GRACE = Duration.ofHours(5);

  private static final String API = "arxiv-api";
  private static final String FEED = "arxiv-rss";

  /// What one source said of the day.
  ///
  /// @param due papers that other sources must know too, and how they were announced
  /// @param known every paper that it can be said to have named
  private record Witness(String source, Map<String, String> due, Set<String> known) {}

  DayState judge(LocalDate day, String category, @Nullable DayState before, Instant now) {
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
    if (none.isPresent() && announced.isEmpty()) {
      return new Verdict(State.nothing, none.get() + ".");
    }
    if (now.isBefore(calendar.announcedAt(day))) {
      return new Verdict(State.awaited, "arXiv has not announced this day yet.");
    }
    if (!missing.isEmpty()) {
      return new Verdict(
          State.partial,
          "%d of %d announced papers %s missing."
              .formatted(missing.size(), announced.size(), missing.size() == 1 ? "is" : "are"));
    }
    List<String> agreeing = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    List<Witness> all = List.copyOf(witnesses.values());
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        Optional<String> difference = difference(day, all.get(i), all.get(j));
        if (difference.isEmpty()) {
          agreeing.add(all.get(i).source());
          agreeing.add(all.get(j).source());
        } else {
          differences.add(difference.get());
        }
      }
    }
    Set<String> sources = new TreeSet<>(agreeing);
    boolean few = usual != null && usual >= SMALL && announced.size() < FEW * usual;
    if (sources.size() >= (few ? 3 : 2)) {
      return announced.isEmpty()
          ? new Verdict(
              State.nothing,
              "Nothing was announced in %s, as %s agree.".formatted(category, names(sources)))
          : new Verdict(
              State.complete,
              "All %d announced papers are here, as %s agree%s."
                  .formatted(
                      announced.size(),
                      names(sources),
                      few ? ", though %d are usual".formatted(usual) : ""));
    }
    if (witnesses.isEmpty() && now.isBefore(calendar.announcedAt(day).plus(GRACE))) {
      return new Verdict(State.awaited, "Announced; the sources do not have it yet.");
    }
    return new Verdict(
        State.unconfirmed,
        few && sources.size() == 2
            ? "%d papers, where %d are usual; a third source has to agree with %s."
                .formatted(announced.size(), usual, names(sources))
            : whyNot(day, category, witnesses, differences));
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
  private Optional<String> difference(LocalDate day, Witness a, Witness b) {
    Set<String> unknownToB = unknown(day, a, b);
    Set<String> unknownToA = unknown(day, b, a);
    if (unknownToA.isEmpty() && unknownToB.isEmpty()) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    if (!unknownToB.isEmpty()) {
      parts.add(lacks(b, unknownToB, a));
    }
    if (!unknownToA.isEmpty()) {
      parts.add(lacks(a, unknownToA, b));
    }
    return Optional.of(String.join(", and ", parts));
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
  /// their submission: it cannot know replacements, nor papers that were held back.
  private Set<String> unknown(LocalDate day, Witness a, Witness b) {
    Set<String> unknown = new TreeSet<>();
    boolean api = a.source().equals(API) || b.source().equals(API);
    a.due()
        .forEach((paper, kind) -> {
          if (!b.known().contains(paper) && (!api || Announcements.listing().contains(kind))) {
            unknown.add(paper);
          }
        });
    if (b.source().equals(API) && !unknown.isEmpty()) {
      unknown.removeAll(submittedForAnother(day, unknown));
    }
    return unknown;
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

  /// The sources that told all they have. A record of OAI-PMH moves to the day on which it changed
  /// last, so a later day speaks for this one too.
  private Map<String, Witness> witnesses(LocalDate day, String category) {
    Map<String, Witness> witnesses = new TreeMap<>();
    database
        .sql()
        .sql("select source from report where day = :day and category = :category and whole")
        .param("day", day)
        .param("category", category)
        .query(row -> {
          witnesses.put(
              row.getString(1), new Witness(row.getString(1), new HashMap<>(), new HashSet<>()));
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
            where not exists (select 1 from paper p where p.id = a.id) order by a.id
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
