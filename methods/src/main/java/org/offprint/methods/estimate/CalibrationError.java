package org.offprint.methods.estimate;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;
import org.offprint.methods.numeric.Roc;

/// How far confidence is from accuracy.
///
///     ECE(m) = Σ_bins |mean c − mean r| share, of m equal bins (lo, hi];  adaptive ECE: bins between quantiles of c, [lo, hi)
///     Brier = mean (c − r)²;  KS = max |Σ c − Σ r| / n over prefixes in order of c;  AUROC of c for r
///
/// Shapes: confidences c and outcomes r of n samples; returns a number.
/// Range: 0 to 1, lower is better (AUROC: higher); NaN of no sample, and where a confidence is NaN.
/// Source: the metrics of arXiv:2404.13016 (Guo et al., arXiv:1706.04599; Gupta et al., arXiv:2006.12800), 25 bins as in the authors' code.
/// Differs from the source: KS sorts by confidence; the released call passes its arguments swapped and sorts by correctness. A confidence of
/// exactly 0 falls in no bin of ECE, as in the source.
/// Throws: IllegalArgumentException if the two differ in length, a confidence is outside 0 to 1, or there are no bins.
@Source(paper = "arXiv:2404.13016", equation = "metrics")
public record CalibrationError(double[] confidence, boolean[] right) {
  private static final int MOST_BINS = 1_000_000;

  public CalibrationError {
    if (confidence.length != right.length) {
      throw new IllegalArgumentException(
          "there are %d confidences and %d outcomes; they must be as many."
              .formatted(confidence.length, right.length));
    }
    for (int i = 0; i < confidence.length; i++) {
      boolean fits = Double.isNaN(confidence[i]) || (confidence[i] >= 0 && confidence[i] <= 1);
      Shapes.require("confidence[" + i + "]", confidence[i], fits, "0 to 1");
    }
    confidence = confidence.clone();
    right = right.clone();
  }

  public double expected(int bins) {
    Shapes.require("bins", bins, bins >= 1 && bins <= MOST_BINS, "1 to " + MOST_BINS);
    int[] bin = new int[confidence.length];
    for (int i = 0; i < bin.length; i++) {
      int at = 0;
      while (at < bins && confidence[i] > edge(at, bins)) {
        at++;
      }
      bin[i] = at - 1; // −1 for a confidence of 0
    }
    return gaps(bin, bins);
  }

  private static double edge(int k, int bins) {
    return k * (1.0 / bins);
  }

  /// Bins of as many samples each; fewer where quantiles coincide.
  public double adaptive(int bins) {
    Shapes.require("bins", bins, bins >= 1 && bins <= MOST_BINS, "1 to " + MOST_BINS);
    if (confidence.length == 0 || lost()) {
      return Double.NaN;
    }
    double[] all = new double[bins + 1];
    Arrays.setAll(all, k -> Order.quantile(k == bins ? 1 : edge(k, bins), confidence));
    double[] edges = Arrays.stream(all).distinct().toArray();
    int[] bin = new int[confidence.length];
    for (int i = 0; i < bin.length; i++) {
      for (int k = 1; k < edges.length - 1; k++) {
        bin[i] += edges[k] <= confidence[i] ? 1 : 0;
      }
    }
    return edges.length == 1 ? 0 : gaps(bin, edges.length - 1);
  }

  private double gaps(int[] bin, int bins) {
    if (lost()) {
      return Double.NaN;
    }
    double[] gap = new double[bins];
    for (int i = 0; i < bin.length; i++) {
      if (bin[i] >= 0) {
        gap[bin[i]] += confidence[i] - (right[i] ? 1 : 0);
      }
    }
    return Arrays.stream(gap).map(Math::abs).sum() / bin.length;
  }

  public double kolmogorovSmirnov() {
    double sum = 0;
    double greatest = 0;
    for (int i : Order.ascending(confidence)) {
      sum += confidence[i] - (right[i] ? 1 : 0);
      greatest = Math.max(greatest, Math.abs(sum));
    }
    return greatest / confidence.length;
  }

  /// Of the top class.
  public double brier() {
    double sum = 0;
    for (int i = 0; i < confidence.length; i++) {
      double off = confidence[i] - (right[i] ? 1 : 0);
      sum += off * off;
    }
    return sum / confidence.length;
  }

  public double auroc() {
    return Roc.area(confidence, right);
  }

  private boolean lost() {
    return Arrays.stream(confidence).anyMatch(Double::isNaN);
  }
}
