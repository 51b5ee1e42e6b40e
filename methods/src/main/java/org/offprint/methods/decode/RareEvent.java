package org.offprint.methods.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// The cross-entropy method for a rare event: importance sampling whose distribution moves towards the event in rounds.
///
///     ℓ = P(S(X) ≥ γ), X_d exponential with mean u_d;  v₀ = u
///     round: N draws from v;  γ_t = min(γ, S_(⌈(1 − ρ) N⌉));  v_d ← Σ_(S ≥ γ_t) w x_d / Σ_(S ≥ γ_t) w;  until γ_t = γ
///     w = f(x; u) / f(x; v) = Π (v_d / u_d) e^(−x_d / u_d + x_d / v_d)
///     ℓ̂ = mean of [S ≥ γ] w over N₁ draws;  relative error = sd / (√N₁ ℓ̂)
///
/// Shapes: u (D) means above 0; S takes D lengths. Range: ℓ̂ ≥ 0; the relative error shrinks as 1 / √N₁.
/// Source: Rubinstein's cross-entropy method as arXiv:2409.19790 names it; de Boer et al., A Tutorial on the Cross-Entropy Method, 2005, algorithm 3.1.
/// Differs from the source: weights by logarithms. If the elite's weights vanish, v stays and N doubles (our choice).
/// Throws: IllegalArgumentException if settings are out of range or a score is NaN; IllegalStateException if the level is not reached in the rounds allowed.
@Source(paper = "arXiv:2409.19790", equation = "cross-entropy method for rare events")
public record RareEvent(double gamma, double rho, int n, int finalN, int rounds) {
  public RareEvent {
    Shapes.require("gamma", gamma, Double.isFinite(gamma), "a finite level");
    Shapes.require("rho", rho, rho > 0 && rho < 1, "a share in (0, 1)");
    Shapes.require("n", n, n >= 1, "1 or more draws");
    Shapes.require("finalN", finalN, finalN >= 1, "1 or more draws");
    Shapes.require("rounds", rounds, rounds >= 1, "1 or more");
  }

  /// ρ = 0.1, 1,000 draws a round, 100,000 at the last, 50 rounds.
  public static RareEvent of(double gamma) {
    return new RareEvent(gamma, 0.1, 1_000, 100_000, 50);
  }

  /// One round.
  ///
  /// @param level γ_t
  /// @param elite which draws reach it
  /// @param weights w of each draw
  /// @param means the next v
  public record Round(double level, boolean[] elite, double[] weights, double[] means) {}

  /// @param relativeError one standard deviation of the estimate over the estimate; NaN if no draw
  ///   reached the level
  /// @param history the rounds' levels and means
  public record Estimate(double probability, double relativeError, List<Moved> history) {}

  /// Where a round went.
  public record Moved(double level, double[] means) {}

  public Estimate estimate(double[] u, ToDoubleFunction<double[]> score, RandomGenerator random) {
    requireMeans("u", u);
    List<Moved> history = new ArrayList<>();
    double[] v = u.clone();
    int draws = n;
    do {
      if (history.size() == rounds) {
        throw new IllegalStateException(
            "after %d rounds the level is %s of %s: raise n above %d or lower rho below %s"
                .formatted(rounds, history.getLast().level(), gamma, n, rho));
      }
      Round round = round(u, v, draw(v, draws, random), score);
      if (usable(round.means())) {
        v = round.means();
      } else {
        draws = Math.multiplyExact(draws, 2);
      }
      history.add(new Moved(round.level(), v));
    } while (history.getLast().level() < gamma);

    double[] terms = new double[finalN];
    double sum = 0;
    for (int i = 0; i < finalN; i++) {
      double[] x = draw(v, 1, random)[0];
      terms[i] = score(score, x) >= gamma ? weight(u, v, x) : 0;
      sum += terms[i];
    }
    double mean = sum / finalN;
    double square = Arrays.stream(terms).map(t -> (t - mean) * (t - mean)).sum() / finalN;
    return new Estimate(mean, Math.sqrt(square) / Math.sqrt(finalN) / mean, List.copyOf(history));
  }

  /// One round from given draws.
  ///
  /// @param v the means that the samples were drawn with
  public Round round(double[] u, double[] v, double[][] samples, ToDoubleFunction<double[]> score) {
    requireMeans("u", u);
    requireMeans("v", v);
    Shapes.require("samples", samples.length, samples.length >= 1, "1 or more draws");
    double[] scores = new double[samples.length];
    double[] weights = new double[samples.length];
    for (int i = 0; i < samples.length; i++) {
      if (samples[i].length != u.length || v.length != u.length) {
        throw new IllegalArgumentException(
            "samples[%d] has %d entries, u has %d, v has %d; they must be as many."
                .formatted(i, samples[i].length, u.length, v.length));
      }
      scores[i] = score(score, samples[i]);
      weights[i] = weight(u, v, samples[i]);
    }
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double level = Math.min(gamma, sorted[(int) Math.ceil((1 - rho) * sorted.length) - 1]);
    boolean[] elite = new boolean[scores.length];
    double[] means = new double[u.length];
    double all = 0;
    for (int i = 0; i < scores.length; i++) {
      elite[i] = scores[i] >= level;
      if (elite[i]) {
        all += weights[i];
        for (int d = 0; d < means.length; d++) {
          means[d] += weights[i] * samples[i][d];
        }
      }
    }
    for (int d = 0; d < means.length; d++) {
      means[d] /= all;
    }
    return new Round(level, elite, weights, means);
  }

  private static double weight(double[] u, double[] v, double[] x) {
    double log = 0;
    for (int d = 0; d < x.length; d++) {
      log += Math.log(v[d] / u[d]) - x[d] / u[d] + x[d] / v[d];
    }
    return Math.exp(log);
  }

  private static double[][] draw(double[] v, int count, RandomGenerator random) {
    double[][] samples = new double[count][v.length];
    for (double[] x : samples) {
      for (int d = 0; d < v.length; d++) {
        x[d] = v[d] * random.nextExponential();
      }
    }
    return samples;
  }

  private static double score(ToDoubleFunction<double[]> score, double[] x) {
    double value = score.applyAsDouble(x);
    Shapes.require("a score", value, !Double.isNaN(value), "a number");
    return value;
  }

  private static boolean usable(double[] means) {
    return Arrays.stream(means).allMatch(mean -> mean > 0 && Double.isFinite(mean));
  }

  private static void requireMeans(String name, double[] means) {
    Shapes.require(name + ".length", means.length, means.length >= 1, "1 or more means");
    for (double mean : means) {
      Shapes.require(name, mean, mean > 0 && Double.isFinite(mean), "finite means above 0");
    }
  }
}
