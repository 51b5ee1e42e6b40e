package org.offprint.methods.decode;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.numeric.Moments;

/// What a {@link CrossEntropySearch} draws its points from.
public sealed interface SearchDistribution<D extends SearchDistribution<D>> {
  double[] draw(RandomGenerator random);

  /// The member of the family that is most likely to have given these points.
  D fit(List<double[]> points);

  /// Parameters a · other + (1 − a) · these.
  D mix(D other, double a);

  /// Whether every draw is the same point, as far as it matters.
  boolean settled();

  /// Independent bits, each 1 with its probability.
  record Bits(double... probs) implements SearchDistribution<Bits> {
    private static final double LEAST = 0.001; // a bit at 0 or 1 could never turn again

    public Bits {
      for (double p : probs) {
        Shapes.require("a probability", p, p >= 0 && p <= 1, "a share in [0, 1]");
      }
    }

    @Override
    public double[] draw(RandomGenerator random) {
      return Arrays.stream(probs)
          .map(p -> random.nextDouble() < Math.clamp(p, LEAST, 1 - LEAST) ? 1 : 0)
          .toArray();
    }

    @Override
    public Bits fit(List<double[]> points) {
      return new Bits(means(points, probs.length));
    }

    @Override
    public Bits mix(Bits other, double a) {
      return new Bits(mixed(probs, other.probs, a));
    }

    @Override
    public boolean settled() {
      return false; // draws never stop to vary; an elite that does not change ends the search
    }
  }

  /// Independent choices among C classes, each point a class index 0 … C − 1 a coordinate.
  record Classes(double[]... probs) implements SearchDistribution<Classes> {
    public Classes {
      for (double[] row : probs) {
        Shapes.require("classes of a coordinate", row.length, row.length >= 1, "1 or more");
        double sum = Arrays.stream(row).sum();
        Shapes.require("a row's sum", sum, Math.abs(sum - 1) < 1e-9, "probabilities that sum to 1");
      }
    }

    @Override
    public double[] draw(RandomGenerator random) {
      double[] x = new double[probs.length];
      for (int d = 0; d < x.length; d++) {
        double uniform = random.nextDouble();
        double sum = probs[d][0];
        int c = 0;
        while (sum <= uniform && c < probs[d].length - 1) {
          sum += probs[d][++c];
        }
        x[d] = c;
      }
      return x;
    }

    @Override
    public Classes fit(List<double[]> points) {
      requirePoints(points, probs.length);
      double[][] shares = new double[probs.length][];
      for (int d = 0; d < shares.length; d++) {
        shares[d] = new double[probs[d].length];
        for (double[] point : points) {
          Shapes.require(
              "coordinate " + d,
              point[d],
              point[d] >= 0 && point[d] < shares[d].length && point[d] == Math.rint(point[d]),
              "a class, 0 to " + (shares[d].length - 1));
          shares[d][(int) point[d]] += 1.0 / points.size();
        }
      }
      return new Classes(shares);
    }

    @Override
    public Classes mix(Classes other, double a) {
      Shapes.require(
          "coordinates of the other",
          other.probs.length,
          other.probs.length == probs.length,
          probs.length + " of them");
      return new Classes(
          IntStream.range(0, probs.length)
              .mapToObj(d -> mixed(probs[d], other.probs[d], a))
              .toArray(double[][]::new));
    }

    @Override
    public boolean settled() {
      return Arrays.stream(probs).allMatch(row -> Arrays.stream(row).max().orElse(1) > 1 - 1e-6);
    }
  }

  /// Independent normal numbers.
  record Normal(double[] mean, double[] deviation) implements SearchDistribution<Normal> {
    public Normal {
      if (mean.length != deviation.length) {
        throw new IllegalArgumentException(
            "mean has %d entries, deviation has %d; they must be as many."
                .formatted(mean.length, deviation.length));
      }
      for (double sd : deviation) {
        Shapes.require("deviation", sd, sd >= 0 && Double.isFinite(sd), "finite numbers ≥ 0");
      }
    }

    @Override
    public double[] draw(RandomGenerator random) {
      return IntStream.range(0, mean.length)
          .mapToDouble(d -> mean[d] + deviation[d] * random.nextGaussian())
          .toArray();
    }

    /// Deviations of the population: divided by the number of points.
    @Override
    public Normal fit(List<double[]> points) {
      requirePoints(points, mean.length);
      double[] spread = new double[mean.length];
      for (int d = 0; d < spread.length; d++) {
        int axis = d;
        spread[d] =
            Math.sqrt(
                Moments.variance(0, points.stream().mapToDouble(point -> point[axis]).toArray()));
      }
      return new Normal(means(points, mean.length), spread);
    }

    @Override
    public Normal mix(Normal other, double a) {
      return new Normal(mixed(mean, other.mean, a), mixed(deviation, other.deviation, a));
    }

    @Override
    public boolean settled() {
      return Arrays.stream(deviation).allMatch(sd -> sd < 1e-6);
    }
  }

  private static double[] means(List<double[]> points, int width) {
    requirePoints(points, width);
    double[] means = new double[width];
    for (double[] point : points) {
      for (int d = 0; d < width; d++) {
        means[d] += point[d];
      }
    }
    for (int d = 0; d < width; d++) {
      means[d] /= points.size();
    }
    return means;
  }

  private static void requirePoints(List<double[]> points, int width) {
    Shapes.require("points", points.size(), !points.isEmpty(), "1 or more");
    for (double[] point : points) {
      if (point.length != width) {
        throw new IllegalArgumentException(
            "a point has %d entries; expected %d.".formatted(point.length, width));
      }
    }
  }

  private static double[] mixed(double[] these, double[] other, double a) {
    Shapes.requireLength("the other's numbers", other, these.length, "as many as these");
    return IntStream.range(0, these.length)
        .mapToDouble(i -> a * other[i] + (1 - a) * these[i])
        .toArray();
  }
}
