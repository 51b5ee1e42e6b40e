package org.offprint.methods.decode;

import org.offprint.methods.Shapes;

/// The feedback that both versions of Mirostat share: a bound on surprise that every chosen token
/// moves.
///
///     μ₀ = start · τ;  μ ← μ − η (S − τ)
final class SurpriseControl {
  private final double tau;
  private final double eta;
  private final double start;
  private final boolean guarded;
  private double mu;

  SurpriseControl(double tau, double eta, double start, boolean guarded) {
    this.tau = Shapes.require("tau", tau, tau > 0 && Double.isFinite(tau), "bits above 0");
    this.eta = Shapes.require("eta", eta, eta > 0 && eta <= 2, "a rate in (0, 2]");
    this.start =
        Shapes.require("start", start, start > 0 && Double.isFinite(start), "a factor above 0");
    this.guarded = guarded;
    this.mu = start * tau;
  }

  double mu() {
    return mu;
  }

  void restart() {
    mu = start * tau;
  }

  /// A target that no text can reach would else wind the bound up for ever.
  void observe(double surprise) {
    mu -= eta * (surprise - tau);
    if (guarded) {
      mu = Math.clamp(mu, 0, 4 * tau + 20);
    }
  }
}
