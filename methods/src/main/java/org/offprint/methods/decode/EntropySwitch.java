package org.offprint.methods.decode;

import java.util.ArrayDeque;
import java.util.Deque;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.LogSpace;

/// Which of two models writes the next token, by how unsure the present one has been of late.
///
///     H_t = −Σ p log₂ p of the active model, untempered;  H̄_t = mean of the last w entropies
///     next = large where H̄_t ≥ τ, small where H̄_t < τ, as long as the model has stayed for d_min tokens; else unchanged
///
/// Shapes: one entropy a token. Range: bits, ≥ 0.
/// Source: Simonds, Entropy Adaptive Decoding: Dynamic Model Switching for Efficient Inference, arXiv:2502.06833; read in a secondary summary.
/// Differs from the source: the printed rule has ≤ on both sides, and at equality we choose the large model. UNCERTAIN, our reading: it starts on the
/// small model and decides nothing before w entropies are there, unless `fullWindow` is off; the paper's τ is not known, so there is no default for it.
/// Throws: IllegalArgumentException if an entropy is NaN or negative, or a setting is out of range.
@Source(paper = "arXiv:2502.06833", equation = "switching rule")
public final class EntropySwitch {
  private final Settings settings;
  private final Deque<Double> window = new ArrayDeque<>();
  private Size active = Size.SMALL;
  private int stayed;
  private int seen;

  public enum Size {
    SMALL,
    LARGE
  }

  /// @param tau in bits; at 0 or below the large model stays for good, at ∞ the small one
  /// @param window w
  /// @param stay d_min
  /// @param fullWindow whether the first decision waits for w entropies
  public record Settings(double tau, int window, int stay, boolean fullWindow) {
    public Settings {
      Shapes.require("tau", tau, !Double.isNaN(tau), "bits");
      Shapes.require("window", window, window >= 1, "1 or more tokens");
      Shapes.require("stay", stay, stay >= 1, "1 or more tokens");
    }

    /// The paper's w = 5 and d_min = 10.
    public static Settings of(double tau) {
      return new Settings(tau, 5, 10, true);
    }
  }

  /// What one token did.
  ///
  /// @param t the token, from 0
  /// @param active the model that wrote it
  /// @param entropy of that model there, in bits
  /// @param mean H̄
  /// @param stayed how many tokens that model has written in a row
  /// @param next the model that writes the next token
  public record Step(int t, Size active, double entropy, double mean, int stayed, Size next) {}

  public EntropySwitch(Settings settings) {
    this.settings = settings;
  }

  /// The model that writes the next token.
  public Size active() {
    return active;
  }

  public Settings settings() {
    return settings;
  }

  /// @param entropy in bits, of the active model where it wrote its token
  public Step accept(double entropy) {
    Shapes.require("entropy", entropy, entropy >= 0, "bits from 0 on");
    window.addLast(entropy);
    if (window.size() > settings.window()) {
      window.removeFirst();
    }
    stayed++;
    double mean = window.stream().mapToDouble(Double::doubleValue).sum() / window.size();
    boolean ready = !settings.fullWindow() || window.size() == settings.window();
    Size next = active;
    if (ready && stayed >= settings.stay()) {
      next = mean >= settings.tau() ? Size.LARGE : Size.SMALL;
    }
    var step = new Step(seen++, active, entropy, mean, stayed, next);
    if (next != active) {
      stayed = 0;
    }
    active = next;
    return step;
  }

  /// The entropy of the softmax of logits in bits, never below 0.
  ///
  /// @throws IllegalArgumentException if a logit is NaN or +∞, or none is finite
  public static double bits(double... logits) {
    Ranked.requireLogits(logits);
    return Math.max(0, LogSpace.softmaxEntropy(logits) / Math.log(2));
  }
}
