package org.offprint.methods.estimate;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// F@k: how many of the first k predicted keywords are wanted ones.
///
///     predictions lower-cased, without repetitions, cut at k;  P = hits / predictions, R = hits / wanted, F = 2 P R / (P + R)
///
/// Shapes: predicted keywords, best first; wanted keywords; stem both before calling where stems should match.
/// Range: 0 to 1; 0 where nothing is predicted or wanted.
/// Source: the evaluation of arXiv:2409.18724 (k = 10, macro average over documents).
/// Differs from the source: nothing known.
/// Throws: IllegalArgumentException if k < 1.
@Source(paper = "arXiv:2409.18724", equation = "F@k")
public record KeywordScore(double precision, double recall, double f) {
  public static KeywordScore at(int k, List<String> predicted, Collection<String> wanted) {
    Shapes.require("k", k, k >= 1, "at least 1");
    List<String> first =
        new LinkedHashSet<>(predicted.stream().map(KeywordScore::lower).toList())
            .stream().limit(k).toList();
    Set<String> gold = new HashSet<>(wanted.stream().map(KeywordScore::lower).toList());
    double hits = first.stream().filter(gold::contains).count();
    double precision = first.isEmpty() ? 0 : hits / first.size();
    double recall = gold.isEmpty() ? 0 : hits / gold.size();
    double both = precision + recall;
    return new KeywordScore(precision, recall, both == 0 ? 0 : 2 * precision * recall / both);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
