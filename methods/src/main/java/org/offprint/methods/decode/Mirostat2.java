package org.offprint.methods.decode;

import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// Mirostat 2: holds the mean surprise of a text at a target by dropping every token that is more surprising than a bound which moves.
///
///     keep {x : −log₂ p(x) ≤ μ}, at least the most probable token;  x ~ p restricted to them
///     S = −log₂ p(x);  μ ← μ − η (S − τ);  μ₀ = 2 τ
///
/// Shapes: logits (N), finite or −∞; returns an index 0 … N − 1.
/// Range: surprise in bits. After T tokens the mean of S is τ + (μ₀ − μ_T) / (η T), as long as μ met no bound.
/// Source: the notebook beside Basu et al., arXiv:2007.14966 (section 5.1 of the experiments); the paper itself prints version 1.
/// Differs from the source: defaults η = 0.1 and τ = 5 as widely used. The notebook's plots look at the 1,000 most probable tokens, renormalised:
/// set `head`. Our choice: μ is held to 0 … 4 τ + 20 where `guarded`.
/// Throws: IllegalArgumentException if a logit is NaN or +∞ or none is finite, or a setting is out of range.
@Source(paper = "arXiv:2007.14966", equation = "section 5.1, notebook")
public final class Mirostat2 implements Sampler {
  private final Settings settings;
  private final SurpriseControl control;

  /// @param tau the target in bits a token
  /// @param eta the rate of the feedback
  /// @param start μ₀ in units of τ
  /// @param head only so many of the most probable tokens are looked at, renormalised
  /// @param temperature the logits are divided by it before sorting
  /// @param temperedSurprise whether S is that of the tempered distribution, and not of the model's
  /// @param guarded whether μ is held in bounds
  public record Settings(
      double tau,
      double eta,
      double start,
      int head,
      double temperature,
      boolean temperedSurprise,
      boolean guarded) {
    public Settings {
      Shapes.require("head", head, head >= 1, "1 or more tokens");
      Shapes.require(
          "temperature",
          temperature,
          temperature > 0 && Double.isFinite(temperature),
          "a finite number > 0");
      new SurpriseControl(tau, eta, start, guarded); // refuses what it cannot use
    }

    public static Settings of(double tau, double eta) {
      return new Settings(tau, eta, 2, Integer.MAX_VALUE, 1, false, true);
    }

    public Settings unguarded() {
      return new Settings(tau, eta, start, head, temperature, temperedSurprise, false);
    }
  }

  /// What one token did.
  ///
  /// @param kept how many tokens the bound left
  /// @param rank of the token, 1 for the most probable
  /// @param surprise in bits
  public record Step(int kept, int rank, int token, double surprise, double before, double after) {}

  public Mirostat2(Settings settings) {
    this.settings = settings;
    control =
        new SurpriseControl(settings.tau(), settings.eta(), settings.start(), settings.guarded());
  }

  /// Five bits a token at rate 0.1.
  public static Mirostat2 standard() {
    return new Mirostat2(Settings.of(5, 0.1));
  }

  @Override
  public int next(double[] logits, RandomGenerator random) {
    return step(logits, random.nextDouble()).token();
  }

  /// @param uniform in [0, 1), which decides among the kept tokens in sorted order
  public Step step(double[] logits, double uniform) {
    Ranked plain = Ranked.of(logits).head(settings.head());
    Ranked ranked = Tempered.by(settings.temperature(), logits, plain).head(settings.head());
    double before = control.mu();
    int kept = 1;
    while (kept < ranked.size() && ranked.bits(ranked.tokens()[kept]) <= before) {
      kept++;
    }
    int rank = ranked.draw(kept, uniform);
    int token = ranked.tokens()[rank];
    double surprise = (settings.temperedSurprise() ? ranked : plain).bits(token);
    control.observe(surprise);
    return new Step(kept, rank + 1, token, surprise, before, control.mu());
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
