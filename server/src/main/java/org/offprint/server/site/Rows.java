package org.offprint.server.site;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.Result;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.result.Results;
import org.springframework.stereotype.Component;

/// Papers as lists show them: with their rung on the ladder and the reason for their place.
@Component
final class Rows {
  /// Says why an entry stands where it stands.
  interface Why {
    String of(Entry entry, int place);
  }

  private final Results results;

  Rows(Results results) {
    this.results = results;
  }

  /// @param offset how many papers of the list stand on earlier pages
  List<Row> of(List<Entry> entries, int offset, Why why) {
    Map<PaperId, Standing> standings = standings(entries.stream().map(Entry::paper).toList());
    List<Row> rows = new ArrayList<>();
    for (Entry entry : entries) {
      rows.add(
          Row.of(
              entry.paper(),
              entry.listing(),
              standings.get(entry.paper().id()),
              why.of(entry, offset + rows.size() + 1)));
    }
    return rows;
  }

  /// Where the papers that have a method here stand.
  Map<PaperId, Standing> standings(List<Paper> papers) {
    Set<PaperId> wanted = papers.stream().map(Paper::id).collect(Collectors.toSet());
    Set<PaperId> withMethod = new HashSet<>();
    results.methods().forEach(method -> withMethod.add(method.paper()));
    withMethod.retainAll(wanted);
    if (withMethod.isEmpty()) {
      return Map.of();
    }
    Map<PaperId, List<Result>> runs =
        results.all().stream()
            .map(Results.Stored::result)
            .collect(Collectors.groupingBy(result -> result.method().paper()));
    return withMethod.stream()
        .collect(
            Collectors.toMap(
                paper -> paper,
                paper ->
                    Standing.of(
                        results.formulas().ofPaper(paper), runs.getOrDefault(paper, List.of()))));
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
