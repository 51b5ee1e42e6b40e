package org.offprint.methods.objective;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// The weight of the KL penalty, steered so that the divergence stays near a target.
///
///     K = (1 − ema) kl + ema K;  e = K / target − 1
///     every `interval` updates where |e| ≥ dead: E = (1 − ema) e + ema E;  ln β += rate · clip(E, ±clip);  β in [1e-4, 1e2]
///
/// Shapes: a divergence an update; a new state each time.
/// Range: β > 0.
/// Source: ARES, arXiv:2510.08457, dynamic KL; as in its released code.
/// Differs from the source: nothing from the code, whose first update takes K = kl.
/// Throws: IllegalArgumentException if the divergence is not finite; from the constructors, if a setting is out of range.
///
/// @param meanKl K; NaN before the first update
/// @param meanError E
/// @param updates how many there have been
@Source(paper = "arXiv:2510.08457", equation = "dynamic KL of the released code")
public record AdaptiveKl(
    Settings settings, double beta, double meanKl, double meanError, int updates) {
  private static final double LEAST = 1e-4;
  private static final double MOST = 1e2;

  public record Settings(
      double target, double ema, double rate, double clip, double dead, int interval) {
    public Settings {
      Shapes.require("target", target, target > 0, "a number > 0");
      Shapes.require("ema", ema, ema >= 0 && ema < 1, "a share in [0, 1)");
      Shapes.require("rate", rate, rate >= 0, "a number ≥ 0");
      Shapes.require("clip", clip, clip >= 0, "a number ≥ 0");
      Shapes.require("dead", dead, dead >= 0, "a number ≥ 0");
      Shapes.require("interval", interval, interval >= 1, "1 or more");
    }

    /// Those of the released code.
    public static Settings standard() {
      return new Settings(0.01, 0.97, 0.05, 0.2, 0.02, 100);
    }
  }

  public AdaptiveKl {
    Shapes.require("beta", beta, beta > 0, "a number > 0");
  }

  public static AdaptiveKl from(double beta, Settings settings) {
    return new AdaptiveKl(settings, beta, Double.NaN, 0, 0);
  }

  public AdaptiveKl next(double kl) {
    Shapes.require("kl", kl, Double.isFinite(kl), "a finite divergence");
    double ema = settings.ema();
    double mean = Double.isNaN(meanKl) ? kl : (1 - ema) * kl + ema * meanKl;
    double error = mean / settings.target() - 1;
    int count = updates + 1;
    if (Math.abs(error) < settings.dead() || count % settings.interval() != 0) {
      return new AdaptiveKl(settings, beta, mean, meanError, count);
    }
    double smooth = (1 - ema) * error + ema * meanError;
    double step = settings.rate() * Math.clamp(smooth, -settings.clip(), settings.clip());
    double log = Math.log(Math.clamp(beta, LEAST, MOST)) + step;
    double next = Math.exp(Math.clamp(log, Math.log(LEAST), Math.log(MOST)));
    return new AdaptiveKl(settings, next, mean, smooth, count);
  }
}
