package org.offprint.methods.language;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// The cross-entropy method: looks for the settings with the lowest value by drawing them from
/// independent normal distributions that follow the best draws.
///
///     x = μ + σ ⊙ z, z ~ N(0, I);  elite = the best max(1, ⌈ρ n⌉) of n draws
///     μ ← a mean(elite) + (1 − a) μ;  σ ← a deviation(elite) + (1 − a) σ      (population deviation)
///
/// Shapes: settings of any number of axes; integers are rounded by the objective, not here.
/// Range: lower values are better; NaN counts as the worst of all.
/// Source: arXiv:2410.18441 proposes the method for word2vec's settings: OUR READING, as no details
/// could be read. The method is that of Rubinstein and Kroese.
/// Differs from the source: unknown; σ can be held above a floor, 0 by default.
/// Throws: IllegalArgumentException if sizes differ, ρ or a is out of range, or σ is negative.
///
/// @param elite ρ, 0.1 to 0.25 as a rule
/// @param smoothing a
/// @param floor below which no σ falls
@Source(paper = "arXiv:2410.18441", equation = "cross-entropy method, our reading")
public record CrossEntropySearch(double elite, double smoothing, double floor) {
  public CrossEntropySearch {
    Shapes.require("the elite share", elite, elite > 0 && elite <= 1, "a share in (0, 1]");
    Shapes.require("smoothing", smoothing, smoothing > 0 && smoothing <= 1, "a share in (0, 1]");
    Shapes.require("the deviation's floor", floor, floor >= 0, "0 or more");
  }

  /// A quarter as elite, smoothing 0.7.
  public static CrossEntropySearch standard() {
    return new CrossEntropySearch(0.25, 0.7, 0);
  }

  /// Where the draws come from, and the best value among the last of them.
  public record State(double[] mean, double[] deviation, double best) {
    public State {
      if (mean.length != deviation.length) {
        throw new IllegalArgumentException(
            "mean has %d axes, deviation has %d; they must be equal."
                .formatted(mean.length, deviation.length));
      }
      for (double one : deviation) {
        Shapes.require("a deviation", one, one >= 0, "0 or more");
      }
    }

    public static State begin(double[] mean, double[] deviation) {
      return new State(mean, deviation, Double.NaN);
    }
  }

  /// One round on given standard normal numbers, a row a draw.
  public State step(State state, double[][] normals, ToDoubleFunction<double[]> objective) {
    int axes = state.mean().length;
    Shapes.require("draws", normals.length, normals.length >= 1, "1 or more");
    double[][] draws = new double[normals.length][axes];
    for (int i = 0; i < draws.length; i++) {
      Shapes.require(
          "numbers of a draw",
          normals[i].length,
          normals[i].length == axes,
          axes + ", one an axis");
      for (int a = 0; a < axes; a++) {
        draws[i][a] = state.mean()[a] + state.deviation()[a] * normals[i][a];
      }
    }
    double[] values = Arrays.stream(draws).mapToDouble(objective).toArray();
    int[] best =
        IntStream.range(0, draws.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i])) // NaN comes last
            .limit(Math.max(1, (long) Math.ceil(elite * draws.length)))
            .mapToInt(i -> i)
            .toArray();
    double[] mean = new double[axes];
    double[] deviation = new double[axes];
    for (int a = 0; a < axes; a++) {
      int axis = a;
      double centre = Arrays.stream(best).mapToDouble(i -> draws[i][axis]).sum() / best.length;
      double spread =
          Math.sqrt(
              Arrays.stream(best)
                      .mapToDouble(i -> (draws[i][axis] - centre) * (draws[i][axis] - centre))
                      .sum()
                  / best.length);
      mean[a] = smoothing * centre + (1 - smoothing) * state.mean()[a];
      deviation[a] = Math.max(floor, smoothing * spread + (1 - smoothing) * state.deviation()[a]);
    }
    return new State(mean, deviation, values[best[0]]);
  }

  /// Rounds until the budget ends or every deviation is below `enough`.
  public State search(
      State begin,
      int draws,
      int rounds,
      double enough,
      RandomGenerator random,
      ToDoubleFunction<double[]> objective) {
    Shapes.require("draws", draws, draws >= 1, "1 or more");
    Shapes.require("rounds", rounds, rounds >= 0, "0 or more");
    State state = begin;
    for (int round = 0; round < rounds; round++) {
      double[][] normals = new double[draws][begin.mean().length];
      for (double[] row : normals) {
        Arrays.setAll(row, a -> random.nextGaussian());
      }
      state = step(state, normals, objective);
      if (Arrays.stream(state.deviation()).allMatch(one -> one < enough)) {
        break;
      }
    }
    return state;
  }
}
