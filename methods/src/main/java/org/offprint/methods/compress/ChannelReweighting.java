package org.offprint.methods.compress;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Attention between channels: each becomes a mean of all, weighted by how their planes agree.
///
///     A = softmax(Q Kᵀ / √n),   out = A V
///
/// Shapes: Q, K, V (…, d, n), n places; A (…, d, d); out (…, d, n).
/// Range: each row of A sums to 1.
/// Source: MLICv2, arXiv:2504.19119.
/// Differs from the source: the scale 1 / √n is our reading (UNCERTAIN); the gate that follows is
/// part of {@link Mlicv2}.
/// Throws: IllegalArgumentException if shapes differ.
@Source(paper = "arXiv:2504.19119", equation = "channel re-weighting")
public final class ChannelReweighting {
  private ChannelReweighting() {}

  public static Tensor attention(Tensor q, Tensor k) {
    Shapes.requireRankOf("q", q, 2, "(…, d, n)");
    Shapes.requireFloating("q", q);
    Shapes.requireType("k", k, q.type());
    Shapes.requireEqual("k", k, "q", q);
    return q.matmul(k.transpose(-2, -1)).mul(1 / Math.sqrt(q.size(-1))).softmax(-1);
  }

  public static Tensor apply(Tensor q, Tensor k, Tensor v) {
    Shapes.requireEqual("v", v, "k", k);
    Shapes.requireType("v", v, k.type());
    return attention(q, k).matmul(v);
  }
}
