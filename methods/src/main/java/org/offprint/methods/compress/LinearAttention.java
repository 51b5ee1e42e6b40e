package org.offprint.methods.compress;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Attention whose cost grows with the number of places and not with its square:
///
///     context = softmax_places(K) Vᵀ        (d × d)
///     out = contextᵀ softmax_channels(Q)
///
/// Shapes: Q, K, V (…, d, n); context (…, d, d); out (…, d, n).
/// Range: every entry of out is a mean of entries of V, so that it lies within their range.
/// Source: Shen et al., Efficient Attention, arXiv:1812.01243; MLIC++ and MLICv2 (arXiv:2504.19119)
/// use it between and within slices.
/// Throws: IllegalArgumentException if shapes differ.
@Source(paper = "arXiv:2504.19119", equation = "linear attention of MLIC++, kept in v2")
public final class LinearAttention {
  private LinearAttention() {}

  public static Tensor context(Tensor k, Tensor v) {
    Shapes.requireRankOf("k", k, 2, "(…, d, n)");
    Shapes.requireFloating("k", k);
    Shapes.requireType("v", v, k.type());
    Shapes.requireEqual("v", v, "k", k);
    return k.softmax(-1).matmul(v.transpose(-2, -1));
  }

  public static Tensor apply(Tensor q, Tensor k, Tensor v) {
    Shapes.requireEqual("k", k, "q", q);
    Shapes.requireRankOf("q", q, 2, "(…, d, n)");
    Shapes.requireType("q", q, k.type());
    return context(k, v).transpose(-2, -1).matmul(q.softmax(-2));
  }
}
