package org.offprint.methods.decode;

import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// Mirostat 1: holds the mean surprise of a text at a target by a top-k whose k follows from Zipf's law and from the surprise of what was chosen.
///
///     t_i = ln((i + 1) / i), b_i = ln(p_i / p_(i+1)), i = 1 … m:  s = Σ t_i b_i / Σ t_i²        (p sorted, falling)
///     ε = s − 1;  k = round((ε 2^μ / (1 − N^−ε))^(1/s)), 1 ≤ k ≤ N
///     x ~ p restricted to the k most probable;  S = −log₂ p(x);  μ ← μ − η (S − τ);  μ₀ = 2 τ
///
/// Shapes: logits (N), finite or −∞; returns an index 0 … N − 1.
/// Range: surprise in bits. After T tokens the mean of S is τ + (μ₀ − μ_T) / (η T), as long as μ met no bound.
/// Source: Basu et al., Mirostat: A Neural Text Decoding Algorithm that Directly Controls Perplexity, arXiv:2007.14966, algorithm 1.
/// Differs from the source: η = 0.1 and τ = 5 are what is widely used; the authors' script (`Settings.script`) takes η = 1, τ = 3, one ratio more and
/// k + 1. Our choice: s is held to 0.05 … 20 and μ to 0 … 4 τ + 20 where `guarded`, since a flat head or a target out of reach would run away; |ε| < 1e-6
/// takes the limit 1 / ln N; zero probabilities end the sum. Halves round to even.
/// A target below what the model's own most probable tokens carry cannot be reached: the text then falls into a loop, and its surprise stays above τ.
/// Throws: IllegalArgumentException if a logit is NaN or +∞ or none is finite, or a setting is out of range.
@Source(paper = "arXiv:2007.14966", equation = "algorithm 1")
public final class Mirostat implements Sampler {
  private static final double NEAR_ONE = 1e-6;

  private final Settings settings;
  private final SurpriseControl control;

  /// @param tau the target in bits a token
  /// @param eta the rate of the feedback
  /// @param start μ₀ in units of τ
  /// @param ratios m, how many neighbours the exponent is fitted to
  /// @param plusOne whether k is one more than the formula says
  /// @param head the greatest k
  /// @param temperature the logits are divided by it before sorting
  /// @param temperedSurprise whether S is that of the tempered distribution, and not of the model's
  /// @param guarded whether s and μ are held in bounds
  public record Settings(
      double tau,
      double eta,
      double start,
      int ratios,
      boolean plusOne,
      int head,
      double temperature,
      boolean temperedSurprise,
      boolean guarded) {
    public Settings {
      Shapes.require("ratios", ratios, ratios >= 1, "1 or more");
      Shapes.require("head", head, head >= 1, "1 or more tokens");
      Shapes.require(
          "temperature",
          temperature,
          temperature > 0 && Double.isFinite(temperature),
          "a finite number > 0");
      new SurpriseControl(tau, eta, start, guarded); // refuses what it cannot use
    }

    /// The paper's algorithm, which takes m = 100 probabilities and so 99 ratios.
    public static Settings of(double tau, double eta) {
      return new Settings(tau, eta, 2, 99, false, Integer.MAX_VALUE, 1, false, true);
    }

    /// What the authors' script does.
    public static Settings script() {
      return new Settings(3, 1, 2, 100, true, Integer.MAX_VALUE, 1, false, true);
    }

    public Settings unguarded() {
      return new Settings(
          tau, eta, start, ratios, plusOne, head, temperature, temperedSurprise, false);
    }
  }

  /// What one token did.
  ///
  /// @param s the fitted exponent
  /// @param kReal k before rounding
  /// @param rank of the token, 1 for the most probable
  /// @param surprise in bits
  public record Step(
      double s,
      double kReal,
      int k,
      int rank,
      int token,
      double surprise,
      double before,
      double after) {}

  public Mirostat(Settings settings) {
    this.settings = settings;
    control =
        new SurpriseControl(settings.tau(), settings.eta(), settings.start(), settings.guarded());
  }

  /// Five bits a token at rate 0.1.
  public static Mirostat standard() {
    return new Mirostat(Settings.of(5, 0.1));
  }

  @Override
  public int next(double[] logits, RandomGenerator random) {
    return step(logits, random.nextDouble()).token();
  }

  /// @param uniform in [0, 1), which decides among the kept tokens in sorted order
  public Step step(double[] logits, double uniform) {
    Ranked plain = Ranked.of(logits);
    Ranked ranked = Tempered.by(settings.temperature(), logits, plain);
    double before = control.mu();
    double s = exponent(ranked);
    double kReal = k(logits.length, s, before);
    double rounded = Math.rint(kReal) + (settings.plusOne() ? 1 : 0);
    int most = Math.min(settings.head(), ranked.size());
    int k = Double.isNaN(rounded) ? most : (int) Math.clamp(rounded, 1, most);
    int rank = ranked.draw(k, uniform);
    int token = ranked.tokens()[rank];
    double surprise = (settings.temperedSurprise() ? ranked : plain).bits(token);
    control.observe(surprise);
    return new Step(s, kReal, k, rank + 1, token, surprise, before, control.mu());
  }

  private double exponent(Ranked ranked) {
    double[] head = new double[Math.min(settings.ratios() + 1, ranked.size())];
    for (int rank = 0; rank < head.length; rank++) {
      head[rank] = ranked.prob(rank);
    }
    double s = exponent(head);
    return settings.guarded() && !Double.isNaN(s) ? Math.clamp(s, 0.05, 20) : s;
  }

  /// s, the least-squares exponent of Zipf's law through the ratios of neighbours.
  ///
  /// @param p falling; the sum ends at the last positive one
  /// @return NaN for fewer than two positive probabilities
  public static double exponent(double... p) {
    double tb = 0;
    double tt = 0;
    for (int i = 1; i < p.length && !(p[i] <= 0); i++) {
      double t = Math.log((i + 1.0) / i);
      double b = Math.log(p[i - 1] / p[i]);
      tb += t * b;
      tt += t * t;
    }
    return tb / tt;
  }

  /// k before rounding: the length of a Zipf head whose surprise is μ, computed by logarithms.
  ///
  /// @param n the size of the vocabulary
  public static double k(long n, double s, double mu) {
    if (n == 1 || Double.isNaN(s)) {
      return 1;
    }
    double epsilon = s - 1;
    double logN = Math.log(n);
    double f = Math.abs(epsilon) < NEAR_ONE ? 1 / logN : epsilon / -Math.expm1(-epsilon * logN);
    return Math.exp((Math.log(f) + mu * Math.log(2)) / s);
  }

  public Settings settings() {
    return settings;
  }

  /// μ, the bound on surprise in bits that the next token meets.
  public double mu() {
    return control.mu();
  }

  /// Back to μ₀, for the next text.
  public void restart() {
    control.restart();
  }
}
