package org.offprint.methods.link;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// A concept that a mention may mean.
///
/// @param score higher is likelier
public record Candidate(String concept, double score) {
  /// The highest score first; of equal scores the smaller concept identifier, so that the order is
  /// always the same.
  public static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingDouble(Candidate::score).reversed().thenComparing(Candidate::concept);

  static List<Candidate> best(Collection<Candidate> candidates, int most) {
    return candidates.stream().sorted(BEST_FIRST).limit(most).toList();
  }
}
