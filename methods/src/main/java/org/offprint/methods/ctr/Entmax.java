package org.offprint.methods.ctr;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// A softmax that can give exact zeros: α = 1 is the softmax, α = 2 the sparsemax, between and beyond more and more are zero.
///
///     p_j = max((α − 1) x_j − τ, 0)^(1/(α−1)) with τ such that Σ p = 1, found by halving
///     backward: r_j = p_j^(2−α) where p_j > 0, else 0;  dx = r dy − r (Σ r dy / Σ r)
///
/// Shapes: x (…, m) floating, m ≥ 1; returns the same shape, summing to 1 over the last axis.
/// Range: [0, 1]. Adding a number to a row changes nothing. Rows that hold NaN become NaN.
/// Source: Peters et al., Sparse Sequence-to-Sequence Models, ACL 2019, arXiv:1905.05702, algorithm 1 and proposition 2; as used in
/// ARM-Net, arXiv:2107.01830.
/// Differs from the source: 50 halvings, then divided by the sum, as in ARM-Net's code. α is not learned.
/// Throws: IllegalArgumentException if x has no entries in a row; from the constructor, if α < 1.
@Source(paper = "arXiv:1905.05702", equation = "algorithm 1, proposition 2")
public record Entmax(double alpha) {
  private static final int HALVINGS = 50;

  public Entmax {
    Shapes.require("alpha", alpha, alpha >= 1 && Double.isFinite(alpha), "a number of 1 or more");
  }

  public Tensor apply(Tensor x) {
    Shapes.requireFloating("x", x);
    if (x.rank() == 0 || x.size(-1) == 0) {
      throw new IllegalArgumentException(
          "x has shape %s; expected one entry or more in its last dimension"
              .formatted(Shapes.text(x.shape())));
    }
    if (alpha == 1) {
      return x.softmax(-1);
    }
    Tensor p = forward(x);
    return Tensor.insert(
        p, List.of(x), seed -> Collections.<@Nullable Tensor>singletonList(backward(p, seed)));
  }

  private Tensor forward(Tensor x) {
    try (var scope = Scope.withoutGradients()) {
      double m = x.size(-1);
      Tensor z = x.detach().mul(alpha - 1);
      Tensor greatest = z.max(-1, true);
      Tensor tau = greatest.sub(1); // here the sum is ≥ 1
      double width = 1 - Math.pow(m, 1 - alpha);
      for (int i = 0; i < HALVINGS; i++) {
        width /= 2;
        Tensor middle = tau.add(width);
        tau = power(z.sub(middle)).sum(-1, true).isAtLeast(1).where(middle, tau);
      }
      Tensor p = power(z.sub(tau.add(width / 2)));
      return scope.keep(p.div(p.sum(-1, true)));
    }
  }

  private Tensor power(Tensor above) {
    Tensor base = above.relu();
    return alpha == 2 ? base : base.pow(1 / (alpha - 1));
  }

  private Tensor backward(Tensor p, Tensor dy) {
    Tensor none = p.isEqual(0);
    Tensor r = p.maskedFill(none, 1).pow(2 - alpha).maskedFill(none, 0);
    Tensor rdy = r.mul(dy);
    return rdy.sub(r.mul(rdy.sum(-1, true).div(r.sum(-1, true))));
  }
}
