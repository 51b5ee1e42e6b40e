package org.offprint.methods.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Diffusion spectral mutual information: how much knowing the class lowers the diffusion spectral entropy of features.
///
///     DSMI(Z; Y) = Σ_y P(y) [ mean over R random subsets Z* of n_y rows of DSE(Z*) − DSE(Z | Y = y) ]
///
/// Shapes: features (N, D) floating; labels N class numbers, any whole numbers; returns a number.
/// Range: bits; near 0 for labels that say nothing, and by chance below it; a class of one row adds 0.
/// Source: Liao et al., CISS 2024, arXiv:2312.04823; R = 5 as in the authors' code.
/// Differs from the source: subsets come from a seeded generator of Java; for a vector as Y the authors cluster it first (spectral clustering,
/// 10 clusters): give the clusters as labels; a continuous scalar is cut into equal bins by {@link #binned}.
/// Throws: IllegalArgumentException if features do not fit {@link FeatureMeasure}, labels are not as many as rows, a subset is not of its class's
/// size or names a row that is not there; from the constructor, if R < 1.
@Source(paper = "arXiv:2312.04823", equation = "diffusion spectral mutual information")
public record DiffusionSpectralMutualInformation(
    DiffusionSpectralEntropy entropy, int repetitions, long seed) {
  public DiffusionSpectralMutualInformation {
    Shapes.require("repetitions", repetitions, repetitions >= 1, "at least 1 subset a class");
  }

  /// The entropy's defaults and R = 5.
  public static DiffusionSpectralMutualInformation standard() {
    return new DiffusionSpectralMutualInformation(DiffusionSpectralEntropy.standard(), 5, 1);
  }

  public double of(Tensor features, long[] labels) {
    var random = new SplittableRandom(seed);
    var subsets = new TreeMap<Long, List<int[]>>();
    rowsOf(labels)
        .forEach((label, rows) -> {
          var drawn = new ArrayList<int[]>();
          for (int r = 0; r < repetitions; r++) {
            drawn.add(DiffusionSpectralEntropy.choose(labels.length, rows.length, random));
          }
          subsets.put(label, drawn);
        });
    return of(features, labels, subsets);
  }

  /// With the subsets given: for each label some lists of rows, each as long as the label has rows.
  public double of(Tensor features, long[] labels, Map<Long, List<int[]>> subsets) {
    Tensor z = Samples.require("features", features, 1);
    if (labels.length != z.size(0)) {
      throw new IllegalArgumentException(
          "there are %d labels for features of shape %s; expected one a row."
              .formatted(labels.length, Shapes.text(z.shape())));
    }
    double information = 0;
    for (Map.Entry<Long, int[]> of : rowsOf(labels).entrySet()) {
      int[] rows = of.getValue();
      List<int[]> drawn = subsets.getOrDefault(of.getKey(), List.of());
      double whole = drawn.stream().mapToDouble(one -> entropy(z, one, rows.length)).sum();
      if (drawn.isEmpty()) {
        throw new IllegalArgumentException(
            "there is no subset for label %d; expected at least one.".formatted(of.getKey()));
      }
      double within = entropy(z, rows, rows.length);
      information += (double) rows.length / labels.length * (whole / drawn.size() - within);
    }
    return information;
  }

  private double entropy(Tensor z, int[] rows, int expected) {
    if (rows.length != expected) {
      throw new IllegalArgumentException(
          "a subset has %d rows, its class has %d; they must be as many."
              .formatted(rows.length, expected));
    }
    long[] places = Arrays.stream(rows).asLongStream().toArray();
    Shapes.requireIndices("subset", places, z.size(0));
    try (var scope = new Scope()) {
      return entropy.of(z.indexSelect(0, Tensor.of(places, places.length)));
    }
  }

  /// Labels for a continuous target: which of the equally wide bins each value lies in. The authors
  /// take 10.
  public static long[] binned(double[] target, int bins) {
    Shapes.require("bins", bins, bins >= 1, "at least 1 bin");
    for (int i = 0; i < target.length; i++) {
      Shapes.require("target[" + i + "]", target[i], Double.isFinite(target[i]), "a finite value");
    }
    return BinnedEntropy.equalBins(target, bins);
  }

  private static Map<Long, int[]> rowsOf(long[] labels) {
    var lists = new TreeMap<Long, List<Integer>>();
    for (int i = 0; i < labels.length; i++) {
      lists.computeIfAbsent(labels[i], label -> new ArrayList<>()).add(i);
    }
    var rows = new TreeMap<Long, int[]>();
    lists.forEach(
        (label, list) -> rows.put(label, list.stream().mapToInt(Integer::intValue).toArray()));
    return rows;
  }
}
