package org.offprint.methods.survival;

import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Convolution;
import org.offprint.methods.tensor.Tensor;

/// Self-attention through landmarks, for more tokens than a full map could hold (Xiong et al.,
/// Nyströmformer, arXiv:2102.03902):
///
///     q̃, k̃ = means of m segments;   F = softmax(q k̃ᵀ), A = softmax(q̃ k̃ᵀ), B = softmax(q̃ kᵀ)
///     out = F A⁺ (B v) + depthwise convolution of v along the tokens
///     A⁺: Z ← Z (13 I − A Z (15 I − A Z (7 I − A Z))) / 4
///
/// with softmax(q kᵀ) v itself up to `exactUpTo` tokens.
final class NystromAttention extends Block {
  private static final int KERNEL = 33;

  private final long heads;
  private final long landmarks;
  private final int inverseSteps;
  private final long exactUpTo;
  private final Linear three;
  private final Linear out;
  private final Tensor along;

  NystromAttention(
      Initial initial, long width, long heads, long landmarks, int inverseSteps, long exactUpTo) {
    if (heads < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "a width of %d does not divide into %d heads; expected a multiple."
              .formatted(width, heads));
    }
    this.heads = heads;
    this.landmarks = landmarks;
    this.inverseSteps = inverseSteps;
    this.exactUpTo = exactUpTo;
    three = block("qkv", new Linear(initial, width, 3 * width, false));
    out = block("out", new Linear(initial, width, width));
    along = parameter("along", initial.uniform(1 / Math.sqrt(KERNEL), heads, 1, KERNEL, 1));
  }

  /// @param x (1, n, width)
  Tensor apply(Tensor x) {
    long n = x.size(1);
    long width = x.size(2);
    Tensor all = three.apply(x);
    Tensor q = split(all.narrow(2, 0, width)).mul(1 / Math.sqrt((double) width / heads));
    Tensor k = split(all.narrow(2, width, width));
    Tensor v = split(all.narrow(2, 2 * width, width));
    Tensor mixed =
        n <= exactUpTo || n <= landmarks
            ? q.matmul(k.transpose(2, 3)).softmax(-1).matmul(v)
            : throughLandmarks(q, k, v);
    Tensor near =
        Convolution.conv2d(v.pad(0, 0, 0, KERNEL / 2, KERNEL / 2), along, null, 1, 0, heads);
    return out.apply(mixed.add(near).transpose(1, 2).reshape(1, n, width));
  }

  private Tensor split(Tensor x) {
    return x.reshape(1, x.size(1), heads, -1).transpose(1, 2);
  }

  private Tensor throughLandmarks(Tensor q, Tensor k, Tensor v) {
    Tensor ofQueries = means(q);
    Tensor ofKeys = means(k);
    Tensor f = q.matmul(ofKeys.transpose(2, 3)).softmax(-1);
    Tensor a = ofQueries.matmul(ofKeys.transpose(2, 3)).softmax(-1);
    Tensor b = ofQueries.matmul(k.transpose(2, 3)).softmax(-1);
    return f.matmul(pseudoInverse(a, inverseSteps)).matmul(b.matmul(v));
  }

  /// The means of as even segments as there are landmarks.
  private Tensor means(Tensor x) {
    long n = x.size(2);
    long each = (n + landmarks - 1) / landmarks;
    long missing = each * landmarks - n;
    Tensor filled = missing == 0 ? x : x.pad(0, 0, 0, missing, 0);
    return filled.reshape(1, heads, landmarks, each, -1).mean(3, false);
  }

  static Tensor pseudoInverse(Tensor a, int steps) {
    Tensor eye = Tensor.eye(a.size(-1), a.type());
    Tensor columns = a.abs().sum(-2, false).max();
    Tensor rows = a.abs().sum(-1, false).max();
    Tensor z = a.transpose(-2, -1).div(columns.mul(rows));
    for (int step = 0; step < steps; step++) {
      Tensor az = a.matmul(z);
      Tensor inner = eye.mul(15).sub(az.matmul(eye.mul(7).sub(az)));
      z = z.matmul(eye.mul(13).sub(az.matmul(inner))).mul(0.25);
    }
    return z;
  }
}
