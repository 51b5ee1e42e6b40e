package org.offprint.server.search;

import java.util.List;
import java.util.Optional;
import org.offprint.catalog.paper.PaperId;

/// One page of an answer.
///
/// @param total how many papers match
/// @param exactTotal false when `total` is a lower bound, because counting on would only cost time
/// @param didYouMean the canonical text of a query with likelier spelling that finds more
/// @param notes sentences for the page to show: what was read differently, left out or relaxed
/// @param relaxed true when papers without every word are among the hits, because no paper, or
///   hardly any, has every word; those that do come first
/// @param without when nothing was found: what each clause costs
public record Hits(
    long total,
    boolean exactTotal,
    List<Hit> hits,
    Optional<String> didYouMean,
    List<String> notes,
    boolean relaxed,
    List<Without> without) {

  public Hits {
    hits = List.copyOf(hits);
    notes = List.copyOf(notes);
    without = List.copyOf(without);
  }

  /// One paper; `score` compares only within one answer, and is 0 where the order is by date.
  public record Hit(PaperId id, float score) {}

  /// The query without one of its clauses, and what that would find.
  ///
  /// @param leftOut the clause as text
  /// @param query the canonical text of the rest
  public record Without(String leftOut, String query, long total) {}

  public List<PaperId> ids() {
    return hits.stream().map(Hit::id).toList();
  }
}
