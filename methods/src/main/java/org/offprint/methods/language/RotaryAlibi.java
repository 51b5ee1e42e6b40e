package org.offprint.methods.language;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.tensor.Tensor;

/// Rotary positions and a linear penalty on distance in one attention score.
///
///     score_ij = λ (R_i q_i) · (R_j k_j) / √d − (1 − λ) m_h (i − j) for j ≤ i
///     m_h = 1 / h (harmonic), against 2^(−8h/H) of ALiBi;  h = 1 … H
///
/// Shapes: q, k (…, T, d) with d even; returns probabilities (…, T, T).
/// Range: rows sum to 1; λ = 1 is rotary alone, λ = 0 the penalty alone.
/// Source: arXiv:2410.18441: OUR READING of "RoPE combined with ALiBi using a harmonic series", of
/// which only the abstract could be read; rotation as in arXiv:2104.09864, penalty as in
/// arXiv:2108.12409.
/// Differs from the source: unknown; "factored" may also mean a product of the two.
/// Throws: IllegalArgumentException if shapes differ, λ is not in [0, 1], or a text is longer than
/// the context.
@Source(paper = "arXiv:2410.18441", equation = "RoPE with ALiBi, our reading")
public final class RotaryAlibi {
  private final Rotary rotary;
  private final double lambda;

  /// How the penalty's slope falls from head to head.
  public enum Slopes {
    HARMONIC {
      @Override
      public double of(int head, int heads) {
        return 1.0 / head;
      }
    },
    GEOMETRIC {
      @Override
      public double of(int head, int heads) {
        return Math.pow(2, -8.0 * head / heads);
      }
    };

    /// m_h.
    ///
    /// @param head from 1
    public abstract double of(int head, int heads);
  }

  /// @param rotary of the width of a head
  public RotaryAlibi(Rotary rotary, double lambda) {
    Shapes.require("lambda", lambda, lambda >= 0 && lambda <= 1, "a share in [0, 1]");
    this.rotary = rotary;
    this.lambda = lambda;
  }

  /// Attention probabilities of one head.
  public Tensor probabilities(Tensor q, Tensor k, double slope) {
    Shapes.requireRankOf("q", q, 2, "(…, T, D)");
    Shapes.requireFloating("q", q);
    Shapes.requireType("k", k, q.type());
    Shapes.requireEqual("k", k, "q", q);
    long length = q.size(-2);
    Tensor rotated = rotary.apply(q, 0).matmul(rotary.apply(k, 0).transpose(-2, -1));
    Tensor rows = Tensor.range(length).unsqueeze(1);
    Tensor distance = rows.sub(Tensor.range(length));
    return rotated
        .mul(lambda / Math.sqrt(q.size(-1)))
        .sub(distance.to(q.type()).mul((1 - lambda) * slope))
        .maskedFill(distance.isLess(0), Double.NEGATIVE_INFINITY)
        .softmax(-1);
  }
}
