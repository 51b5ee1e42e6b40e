package org.offprint.methods.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;

/// Cuts a series into patches of uneven length, a new one after each step at which the next was hard to predict.
///
///     quantile: θ = the q-quantile of the row's H;  marked where H_t > θ
///     monotone: θ = the q-quantile of the row's H_t − H_(t−1);  marked at the first step and where the difference > θ
///     dual:     marked where H_t > θ_g and H_t − H_(t−1) > θ_r
///     a mark at t starts a patch at t + 1; the first step always starts one
///
/// Shapes: entropies, rows of L numbers; marks likewise; lengths of each row add up to L + 1, so that the last patch may be
/// empty inside the window, and rows end in zeros until they have equally many patches.
/// Range: quantiles are linear between order statistics, and θ itself is no mark, so that a row that never varies is one patch;
/// in monotone mode two, the first of length 1.
/// Source: EntroPE, arXiv:2509.26157, §3; the authors' layers/Patcher.py, first version. The text's two thresholds are `dual`, the
/// code has the other two: {@link Threshold.Quantile} is the default.
/// Differs from the source: since q is of the row, the number of marks is about (1 − q) L whatever the series; only where
/// they fall adapts. Ties with the quantile can fall differently in the authors' float32. The text's θ_g and θ_r have no
/// published values.
/// Throws: IllegalArgumentException if an entropy is NaN, a row is empty, or the settings are outside their range.
///
/// @param longest pieces longer than this are cut from the left
@Source(paper = "arXiv:2509.26157", equation = "§3, Patcher.py")
public record EntropyPatcher(Threshold threshold, int longest) {
  /// When a step is marked.
  public sealed interface Threshold {
    /// Above the row's own quantile.
    ///
    /// @param monotone of the differences instead
    record Quantile(double q, boolean monotone) implements Threshold {
      public Quantile {
        Shapes.require("q", q, q >= 0 && q <= 1, "a share from 0 to 1");
      }
    }

    /// Above both thresholds: the paper's text.
    record Dual(double global, double relative) implements Threshold {}
  }

  public EntropyPatcher {
    Window.requirePositive("longest", longest);
  }

  /// The authors' for ETTh1: the 0.95-quantile, patches of 32 at most.
  public static EntropyPatcher standard() {
    return new EntropyPatcher(new Threshold.Quantile(0.95, false), 32);
  }

  /// θ of a row.
  public static double quantileThreshold(Threshold.Quantile quantile, double... entropies) {
    return Order.quantile(
        quantile.q(), quantile.monotone() ? differences(entropies) : requireRow(entropies));
  }

  /// Which steps of a row are marked.
  public boolean[] marks(double... entropies) {
    requireRow(entropies);
    boolean[] marks = new boolean[entropies.length];
    switch (threshold) {
      case Threshold.Quantile quantile when !quantile.monotone() -> {
        double theta = quantileThreshold(quantile, entropies);
        for (int t = 0; t < marks.length; t++) {
          marks[t] = entropies[t] > theta;
        }
      }
      case Threshold.Quantile quantile -> {
        marks[0] = true;
        double[] differences = differences(entropies);
        if (differences.length > 0) {
          double theta = Order.quantile(quantile.q(), differences);
          for (int t = 1; t < marks.length; t++) {
            marks[t] = differences[t - 1] > theta;
          }
        }
      }
      case Threshold.Dual(double global, double relative) -> {
        for (int t = 1; t < marks.length; t++) {
          marks[t] = entropies[t] > global && entropies[t] - entropies[t - 1] > relative;
        }
      }
    }
    return marks;
  }

  /// Where patches begin: at 0 and after each mark.
  public static int[] starts(boolean... marks) {
    int[] starts = new int[marks.length + 1];
    int count = 1;
    for (int t = 0; t < marks.length; t++) {
      if (marks[t]) {
        starts[count++] = t + 1;
      }
    }
    return Arrays.copyOf(starts, count);
  }

  /// How long the patches are that begin there, adding up to `total`; longer pieces than `longest`
  /// are cut from the left.
  public static int[] lengths(int[] starts, int total, int longest) {
    Shapes.require("longest", longest, longest >= 1, "1 or more");
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      int length = (i + 1 < starts.length ? starts[i + 1] : total) - starts[i];
      while (length > longest) {
        lengths.add(longest);
        length -= longest;
      }
      lengths.add(length);
    }
    return lengths.stream().mapToInt(Integer::intValue).toArray();
  }

  /// The patch lengths of every row, padded with zeros to equally many.
  public int[][] patches(double[][] entropies) {
    return padded(
        Arrays.stream(entropies)
            .map(row -> lengths(starts(marks(row)), row.length + 1, longest))
            .toArray(int[][]::new));
  }

  /// Rows of lengths, padded with zeros to equally many.
  public static int[][] padded(int[]... lengths) {
    int most = Arrays.stream(lengths).mapToInt(row -> row.length).max().orElse(0);
    return Arrays.stream(lengths).map(row -> Arrays.copyOf(row, most)).toArray(int[][]::new);
  }

  /// For each of `steps` steps the number of its patch.
  public static int[] patchOf(int[] lengths, int steps) {
    Shapes.require("the number of patches", lengths.length, lengths.length > 0, "1 or more");
    Shapes.require("steps", steps, steps >= 0, "0 or more");
    int[] patch = new int[steps];
    int p = 0;
    int end = lengths[0];
    for (int t = 0; t < steps; t++) {
      while (t >= end && p + 1 < lengths.length) {
        end += lengths[++p];
      }
      if (t >= end) {
        throw new IllegalArgumentException(
            "lengths %s add up to %d; expected more than %d steps"
                .formatted(Arrays.toString(lengths), end, steps));
      }
      patch[t] = p;
    }
    return patch;
  }

  private static double[] differences(double[] entropies) {
    requireRow(entropies);
    double[] differences = new double[entropies.length - 1];
    Arrays.setAll(differences, t -> entropies[t + 1] - entropies[t]);
    return differences;
  }

  private static double[] requireRow(double[] entropies) {
    if (entropies.length == 0 || Arrays.stream(entropies).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException(
          "entropies %s: expected one number a step, none NaN".formatted(brief(entropies)));
    }
    return entropies;
  }

  private static String brief(double[] row) {
    return Arrays.toString(Arrays.copyOf(row, Math.min(row.length, 8)));
  }
}
