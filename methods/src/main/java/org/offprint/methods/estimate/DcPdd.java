package org.offprint.methods.estimate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Moments;

/// DC-PDD: was a text in the training data? Token probabilities weighed by how rare the token is in general.
///
///     f(v) = (count_v + 1) / (N + V);  S = first occurrences of the distinct tokens
///     term_i = min(p_i ln(1 / f(x_i)), a);  score = mean of term_i over i in S
///
/// Shapes: one text; frequencies one a token of the vocabulary; returns a number.
/// Range: 0 to a, larger speaks for a member; NaN for an empty text or a NaN among its log-probabilities.
/// Source: Zhang et al., EMNLP 2024, arXiv:2409.14781; a = 0.01 as in the authors' code.
/// Differs from the source: the released score is the negative; `firstOnly` may be switched off. a is chosen for each model: tune it on texts
/// held out, and say so. Frequencies must be counted with the model's own tokenizer.
/// Throws: IllegalArgumentException if a token is not in the frequencies; from the constructor, if a frequency is not in (0, 1] or not a > 0.
@Source(paper = "arXiv:2409.14781", equation = "divergence calibration")
public record DcPdd(double[] frequencies, double limit, boolean firstOnly)
    implements MembershipScore {
  public DcPdd {
    frequencies = frequencies.clone();
    for (int v = 0; v < frequencies.length; v++) {
      Shapes.require(
          "frequencies[" + v + "]",
          frequencies[v],
          frequencies[v] > 0 && frequencies[v] <= 1,
          "a share in (0, 1]; smooth the counts");
    }
    Shapes.require("limit", limit, limit > 0, "a > 0");
  }

  /// a = 0.01 and first occurrences only.
  ///
  /// @param counts of each token in a reference corpus; the authors take the first 1,024 tokens of
  ///   each document of a part of C4
  public static DcPdd of(long... counts) {
    return new DcPdd(smoothed(counts), 0.01, true);
  }

  public DcPdd withLimit(double limit) {
    return new DcPdd(frequencies, limit, firstOnly);
  }

  public DcPdd ofAllOccurrences() {
    return new DcPdd(frequencies, limit, false);
  }

  /// f(v) = (count_v + 1) / (N + V), so that no token has none.
  public static double[] smoothed(long... counts) {
    for (int v = 0; v < counts.length; v++) {
      Shapes.require("counts[" + v + "]", counts[v], counts[v] >= 0, "a count of at least 0");
    }
    double whole = Arrays.stream(counts).asDoubleStream().sum() + counts.length;
    return Arrays.stream(counts).mapToDouble(count -> (count + 1.0) / whole).toArray();
  }

  @Override
  public double of(ScoredTokens text) {
    return Moments.mean(terms(text));
  }

  /// min(p_i ln(1 / f(x_i)), a) of the counted occurrences, in order.
  public double[] terms(ScoredTokens text) {
    Shapes.requireIndices("ids", text.ids(), frequencies.length);
    return Arrays.stream(counted(text))
        .mapToDouble(i -> {
          double f = frequencies[Math.toIntExact(text.ids()[i])];
          return Math.min(Math.exp(text.logProbs()[i]) * -Math.log(f), limit);
        })
        .toArray();
  }

  /// The places that count: of each distinct token the first, or all.
  public int[] counted(ScoredTokens text) {
    var seen = new HashSet<Long>();
    return IntStream.range(0, text.length())
        .filter(i -> !firstOnly || seen.add(text.ids()[i]))
        .toArray();
  }
}
