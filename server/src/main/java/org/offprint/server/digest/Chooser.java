package org.offprint.server.digest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.digest.Issue.Item;
import org.offprint.server.digest.Issue.Kind;
import org.offprint.server.digest.Issue.Reason;
import org.offprint.server.digest.Issue.Reason.Why;
import org.offprint.server.digest.Issue.Rest;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.feed.Trending;
import org.offprint.server.subscribe.Wishes;

/// What is news to one reader, and in what order. Papers come first that match what the reader
/// named in particular: a search, an author, an organisation; then those of a category; then what
/// only trends; within each the higher trending score first. Each part of an issue shows as many as
/// the reader wants, and what is not shown is counted.
final class Chooser {
  /// What an earlier issue has shown to a reader.
  ///
  /// @param marks `kind paper mark` of each
  /// @param papers shown as papers
  record Seen(Set<String> marks, Set<PaperId> papers) {
    static String mark(Kind kind, PaperId paper, String mark) {
      return kind + " " + paper.value() + " " + mark;
    }
  }

  private static final class Candidate {
    final PaperId paper;
    final Kind kind;
    String mark;
    final double heat;
    final List<Reason> reasons = new ArrayList<>();

    Candidate(PaperId paper, Kind kind, String mark, double heat) {
      this.paper = paper;
      this.kind = kind;
      this.mark = mark;
      this.heat = heat;
    }

    int rank() {
      int rank = 3;
      for (Reason reason : reasons) {
        rank =
            Math.min(
                rank,
                switch (reason.why()) {
                  case search, author, organisation, own -> 0;
                  case category, picked -> 1;
                  case trending -> 2;
                  case changed, verdict -> 3;
                });
      }
      return rank;
    }
  }

  private final Window window;
  private final Verdict verdicts;

  /// What a run showed, in words, by the mark of its event.
  interface Verdict {
    @Nullable String words(String mark);
  }

  Chooser(Window window, Verdict verdicts) {
    this.window = window;
    this.verdicts = verdicts;
  }

  /// Items and rest of an issue for a reader who has been told of events up to `covered`.
  record Chosen(List<Item> items, List<Rest> rest) {}

  /// @param own what is near to the reader's own papers
  Chosen choose(Wishes wishes, long covered, Seen seen, Set<PaperId> own) {
    Map<PaperId, Candidate> candidates = new LinkedHashMap<>();
    listed(wishes, covered, seen, own, candidates);
    picked(wishes, covered, seen, candidates);
    trending(wishes, seen, candidates);
    changed(wishes, covered, seen, candidates);
    measured(wishes, covered, seen, candidates);
    Map<Kind, List<Candidate>> parts = new EnumMap<>(Kind.class);
    candidates
        .values()
        .forEach(one -> parts.computeIfAbsent(one.kind, kind -> new ArrayList<>()).add(one));
    List<Item> items = new ArrayList<>();
    List<Rest> rest = new ArrayList<>();
    parts.forEach((kind, part) -> {
      part.sort(
          Comparator.comparingInt(Candidate::rank)
              .thenComparing(Comparator.comparingDouble((Candidate one) -> one.heat).reversed())
              .thenComparing(one -> one.paper.value()));
      for (int i = 0; i < part.size(); i++) {
        Candidate one = part.get(i);
        if (i < wishes.most()) {
          items.add(new Item(one.paper, kind, one.mark, one.reasons));
        } else {
          rest.add(new Rest(one.paper, kind));
        }
      }
    });
    return new Chosen(items, rest);
  }

  private void listed(
      Wishes wishes,
      long covered,
      Seen seen,
      Set<PaperId> own,
      Map<PaperId, Candidate> candidates) {
    for (Event event : window.events()) {
      Paper paper = window.paper(event.paper());
      if (event.kind() != Event.Kind.listed
          || event.seq() <= covered
          || paper == null
          || seen.papers().contains(event.paper())) {
        continue;
      }
      List<Reason> reasons = reasons(wishes, event.paper());
      if (own.contains(event.paper())) {
        reasons.add(new Reason(Why.own, "", 0));
      }
      if (!reasons.isEmpty()) {
        candidates
            .computeIfAbsent(
                event.paper(), id -> new Candidate(id, Kind.paper, "", heat(paper, event.day())))
            .reasons
            .addAll(reasons);
      }
    }
  }

  private void picked(Wishes wishes, long covered, Seen seen, Map<PaperId, Candidate> candidates) {
    for (Event event : window.events()) {
      Paper paper = window.paper(event.paper());
      if (wishes.picks()
          && event.kind() == Event.Kind.picked
          && event.seq() > covered
          && paper != null
          && window.isPicked(event.paper())
          && !seen.papers().contains(event.paper())) {
        candidates
            .computeIfAbsent(
                event.paper(), id -> new Candidate(id, Kind.paper, "", heat(paper, event.day())))
            .reasons
            .add(new Reason(Why.picked, "", 0));
      }
    }
  }

  private List<Reason> reasons(Wishes wishes, PaperId paper) {
    List<Reason> reasons = new ArrayList<>();
    add(reasons, paper, Why.search, wishes.searches());
    add(reasons, paper, Why.author, wishes.authors());
    add(reasons, paper, Why.organisation, wishes.organisations());
    add(reasons, paper, Why.category, wishes.categories());
    return reasons;
  }

  private void add(List<Reason> reasons, PaperId paper, Why why, List<String> terms) {
    for (String term : terms) {
      if (window.matching(why, term).contains(paper)) {
        reasons.add(new Reason(why, term, 0));
      }
    }
  }

  private void trending(Wishes wishes, Seen seen, Map<PaperId, Candidate> candidates) {
    if (!wishes.trending()) {
      return;
    }
    int place = 0;
    for (Entry entry : window.trending()) {
      place++;
      PaperId id = entry.paper().id();
      if (!seen.papers().contains(id)) {
        candidates
            .computeIfAbsent(
                id,
                paper ->
                    new Candidate(
                        paper,
                        Kind.paper,
                        "",
                        Trending.heat(
                            entry.paper().tally(), entry.shownAt().orElse(Instant.EPOCH))))
            .reasons
            .add(new Reason(Why.trending, "", place));
      }
    }
  }

  private void changed(Wishes wishes, long covered, Seen seen, Map<PaperId, Candidate> candidates) {
    for (Event event : window.events()) {
      Paper paper = window.paper(event.paper());
      if (wishes.changes()
          && event.kind() == Event.Kind.changed
          && event.seq() > covered
          && paper != null
          && seen.papers().contains(event.paper())
          && !seen.marks().contains(Seen.mark(Kind.changed, event.paper(), event.mark()))) {
        Candidate candidate =
            candidates.computeIfAbsent(
                event.paper(),
                id -> new Candidate(id, Kind.changed, event.mark(), heat(paper, event.day())));
        candidate.mark = event.mark(); // of several, the latest
        if (candidate.reasons.isEmpty()) {
          candidate.reasons.add(new Reason(Why.changed, "", 0));
        }
      }
    }
  }

  private void measured(
      Wishes wishes, long covered, Seen seen, Map<PaperId, Candidate> candidates) {
    for (Event event : window.events()) {
      Paper paper = window.paper(event.paper());
      String words = event.kind() == Event.Kind.verdict ? verdicts.words(event.mark()) : null;
      if (wishes.verdicts()
          && words != null
          && event.seq() > covered
          && paper != null
          && !seen.marks().contains(Seen.mark(Kind.verdict, event.paper(), event.mark()))) {
        Candidate candidate =
            candidates.computeIfAbsent(
                event.paper(),
                id -> new Candidate(id, Kind.verdict, event.mark(), heat(paper, event.day())));
        candidate.reasons.add(new Reason(Why.verdict, words, 0));
      }
    }
  }

  private static double heat(Paper paper, LocalDate day) {
    return Trending.heat(paper.tally(), day.atStartOfDay(ZoneOffset.UTC).toInstant());
  }
}
