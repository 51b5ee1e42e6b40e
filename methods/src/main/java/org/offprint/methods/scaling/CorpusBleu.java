package org.offprint.methods.scaling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.offprint.methods.Source;

/// Corpus BLEU, the score whose law {@link DownstreamScoreLaw} and {@link QualityLaw} describe.
///
///     100 · min(1, e^(1 − r / h)) · exp(¼ Σ_(n ≤ 4) ln(matches_n / count_n)),  h and r the lengths of hypotheses and references
///
/// Shapes: one reference a hypothesis, both as tokens.
/// Range: 0 to 100, higher is better; 0 where some n-gram length has no match, as there is no smoothing.
/// Source: Papineni et al., BLEU: a Method for Automatic Evaluation of Machine Translation, ACL 2002, §2.3.
/// Differs from the source: one reference; the tokens are the caller's, so scores of different tokenisations do not compare.
/// Throws: IllegalArgumentException if there are not as many references as hypotheses.
@Source(
    paper = "Papineni et al., BLEU: a Method for Automatic Evaluation of Machine Translation, 2002",
    equation = "§2.3")
public final class CorpusBleu {
  private static final int ORDER = 4;

  private CorpusBleu() {}

  public static double of(List<List<String>> hypotheses, List<List<String>> references) {
    if (hypotheses.size() != references.size()) {
      throw new IllegalArgumentException(
          "%d hypotheses and %d references: expected one reference each."
              .formatted(hypotheses.size(), references.size()));
    }
    double logPrecision = 0;
    for (int n = 1; n <= ORDER; n++) {
      long matches = 0;
      long count = 0;
      for (int i = 0; i < hypotheses.size(); i++) {
        Map<List<String>, Integer> given = grams(hypotheses.get(i), n);
        Map<List<String>, Integer> expected = grams(references.get(i), n);
        for (var gram : given.entrySet()) {
          count += gram.getValue();
          matches += Math.min(gram.getValue(), expected.getOrDefault(gram.getKey(), 0));
        }
      }
      if (matches == 0) {
        return 0;
      }
      logPrecision += Math.log((double) matches / count) / ORDER;
    }
    double h = hypotheses.stream().mapToInt(List::size).sum();
    double r = references.stream().mapToInt(List::size).sum();
    return 100 * Math.exp(Math.min(0, 1 - r / h) + logPrecision);
  }

  private static Map<List<String>, Integer> grams(List<String> tokens, int n) {
    var grams = new HashMap<List<String>, Integer>();
    for (int i = 0; i + n <= tokens.size(); i++) {
      grams.merge(tokens.subList(i, i + n), 1, Integer::sum);
    }
    return grams;
  }
}
