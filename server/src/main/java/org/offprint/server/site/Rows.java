package org.offprint.server.site;

import gg.jte.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.Result;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.result.Results;
import org.offprint.server.vote.Votes;
import org.offprint.server.web.Viewer;
import org.springframework.stereotype.Component;

/// Papers as lists show them: with their rung on the ladder and the reason for their place.
@Component
final class Rows {
  /// Says why an entry stands where it stands.
  interface Why {
    String of(Entry entry, int place);
  }

  /// How a list shows the title and the abstract of its papers.
  interface Texts {
    default Content title(Paper paper) {
      return Typeset.text(paper.title());
    }

    @Nullable Content gist(Paper paper);
  }

  private static final Texts WHOLE =
      paper -> {
        String text = Row.gistOf(paper);
        return text == null ? null : Typeset.text(text);
      };

  /// For lists that show no abstracts.
  static final Texts TITLES = paper -> null;

  private final Results results;

  private final Votes votes;

  Rows(Results results, Votes votes) {
    this.results = results;
    this.votes = votes;
  }

  /// @param offset how many papers of the list stand on earlier pages
  List<Row> of(List<Entry> entries, int offset, Why why) {
    return of(entries, offset, why, WHOLE);
  }

  List<Row> of(List<Entry> entries, int offset, Why why, Texts texts) {
    Map<PaperId, List<Result>> runs = results.runsByPaper();
    Set<String> mine =
        Viewer.current()
            .map(viewer ->
                votes.of(
                    viewer.account(), entries.stream().map(entry -> entry.paper().id()).toList()))
            .orElse(Set.of());
    List<Row> rows = new ArrayList<>();
    for (Entry entry : entries) {
      rows.add(
          Row.of(
              entry.paper(),
              entry.listing(),
              texts,
              standing(entry.paper().id(), runs.get(entry.paper().id())),
              mine.contains(entry.paper().id().value()),
              why.of(entry, offset + rows.size() + 1)));
    }
    return rows;
  }

  private @Nullable Standing standing(PaperId paper, @Nullable List<Result> runs) {
    return runs == null ? null : Standing.of(results.formulas().ofPaper(paper), runs);
  }

  /// The reason on a page that is ordered by votes.
  static String byVotes(Entry entry, int place, String span) {
    Paper paper = entry.paper();
    Integer votes = paper.tally().upvotes();
    Listing listing = entry.listing();
    if (listing != null && listing.position() != null && votes == null) {
      return "Number %d of its edition. Papers without a known count of votes keep the order of the edition and follow those that have one."
          .formatted(listing.position());
    }
    return "Place %d of %s, which is ordered by votes: %s%s."
        .formatted(
            place,
            span,
            votes == null ? "votes unknown" : Words.count(votes, "vote", "votes"),
            paper.tally().asOf() == null
                ? ""
                : " when last counted, on "
                    + Words.date(
                        paper.tally().asOf().atZone(java.time.ZoneOffset.UTC).toLocalDate()));
  }
}
