package org.offprint.methods.language;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// PrFlashAttention: causal attention over blocks, of whose distances each is used or left out by
/// chance, computed block by block with a running softmax.
///
///     δ = block(i) − block(j);  active(δ) = u_δ < p(δ), one u a distance and round; δ = 0 always
///     p(δ) = (1 + δ)^−β;  out = softmax(q kᵀ / √d over keys j ≤ i in active blocks) v
///
/// Shapes: q, k, v (T, d) with T a multiple of the block; active has one truth a distance.
/// Range: equal to masked attention. What is left out is not made up for, so the result is biased;
/// evaluate with every distance active.
/// Source: arXiv:2410.18441: OUR READING of its probabilistic block attention, of which only the
/// abstract could be read; the running softmax is that of FlashAttention (arXiv:2205.14135).
/// Differs from the source: unknown; its law p may be another, and p must not increase.
/// Throws: IllegalArgumentException if shapes differ, the block does not divide T, β is negative, or
/// distance 0 is not active.
///
/// @param block keys and queries a block
/// @param beta β
@Source(paper = "arXiv:2410.18441", equation = "PrFlashAttention, our reading")
public record RandomBlockAttention(int block, double beta) {
  public RandomBlockAttention {
    Shapes.require("block", block, block >= 1, "1 or more");
    Shapes.require("beta", beta, beta >= 0, "0 or more");
  }

  /// Blocks of 64, β = 1.
  public static RandomBlockAttention standard() {
    return new RandomBlockAttention(64, 1);
  }

  /// p(δ) of each distance.
  public double[] probabilities(int distances) {
    Shapes.require("distances", distances, distances >= 0, "0 or more");
    double[] p = new double[distances];
    Arrays.setAll(p, delta -> Math.pow(1 + delta, -beta));
    return p;
  }

  /// Which distances take part, by one uniform number each.
  public boolean[] active(double[] uniforms) {
    double[] p = probabilities(uniforms.length);
    boolean[] active = new boolean[p.length];
    for (int delta = 0; delta < p.length; delta++) {
      active[delta] = delta == 0 || uniforms[delta] < p[delta];
    }
    return active;
  }

  /// Which distances take part in this round.
  public boolean[] draw(int distances, RandomGenerator random) {
    Shapes.require("distances", distances, distances >= 0, "0 or more");
    double[] uniforms = new double[distances];
    Arrays.setAll(uniforms, delta -> random.nextDouble());
    return active(uniforms);
  }

  /// The share of the lower triangle's blocks that is computed, on average.
  public double expectedShare(int distances) {
    Shapes.require("distances", distances, distances >= 1, "1 or more");
    double[] p = probabilities(distances);
    double sum = 0;
    for (int delta = 0; delta < distances; delta++) {
      sum += (distances - delta) * p[delta];
    }
    return sum / (distances * (distances + 1) / 2.0);
  }

  /// True where query i sees key j: (T, T), for the plain path.
  public Tensor mask(boolean[] active) {
    int length = active.length * block;
    boolean[] seen = new boolean[length * length];
    for (int i = 0; i < length; i++) {
      for (int j = 0; j <= i; j++) {
        seen[i * length + j] = active[i / block - j / block];
      }
    }
    return Tensor.of(seen, length, length);
  }

  /// The attention, computing active blocks alone.
  public Tensor apply(Tensor q, Tensor k, Tensor v, boolean[] active) {
    require(q, k, v, active);
    int blocks = active.length;
    Tensor[] out = new Tensor[blocks];
    Tensor later = Tensor.range(block).isGreater(Tensor.range(block).unsqueeze(1));
    for (int i = 0; i < blocks; i++) {
      Tensor queries = q.narrow(0, (long) i * block, block).div(Math.sqrt(q.size(1)));
      Running running = null;
      for (int j = i; j >= 0; j--) {
        if (active[i - j]) {
          Tensor keys = k.narrow(0, (long) j * block, block);
          Tensor scores = queries.matmul(keys.transpose(0, 1));
          if (i == j) {
            scores = scores.maskedFill(later, Double.NEGATIVE_INFINITY);
          }
          running = Running.add(running, scores, v.narrow(0, (long) j * block, block));
        }
      }
      out[i] = java.util.Objects.requireNonNull(running).result();
    }
    return Tensor.concat(0, out);
  }

  /// The same by one masked softmax over everything.
  public Tensor plain(Tensor q, Tensor k, Tensor v, boolean[] active) {
    require(q, k, v, active);
    return q.matmul(k.transpose(0, 1))
        .div(Math.sqrt(q.size(1)))
        .maskedFill(mask(active).not(), Double.NEGATIVE_INFINITY)
        .softmax(-1)
        .matmul(v);
  }

  private void require(Tensor q, Tensor k, Tensor v, boolean[] active) {
    Shapes.requireRank("q", q, 2, "(T, d)");
    Shapes.requireEqual("k", k, "q", q);
    Shapes.requireRank("v", v, 2, "(T, d)");
    Shapes.requireSize("v", v, 0, q.size(0), "the positions of q");
    Shapes.requireType("v", v, Type.FLOAT32, Type.FLOAT64);
    Shapes.require(
        "positions",
        q.size(0),
        q.size(0) == (long) active.length * block && active.length >= 1,
        "%d blocks of %d".formatted(active.length, block));
    if (!active[0]) {
      throw new IllegalArgumentException(
          "distance 0 is not active: a query always sees its own block");
    }
  }

  /// Softmax over the blocks so far: largest score, sum of exponentials, weighted values.
  private record Running(Tensor largest, Tensor sum, Tensor weighted) {
    static Running add(@Nullable Running before, Tensor scores, Tensor values) {
      Tensor top = scores.max(1, true).detach();
      Tensor largest = before == null ? top : top.maximum(before.largest());
      Tensor exponentials = scores.sub(largest).exp();
      Tensor sum = exponentials.sum(1, true);
      Tensor weighted = exponentials.matmul(values);
      if (before == null) {
        return new Running(largest, sum, weighted);
      }
      Tensor fade = before.largest().sub(largest).exp();
      return new Running(
          largest, before.sum().mul(fade).add(sum), before.weighted().mul(fade).add(weighted));
    }

    Tensor result() {
      return weighted.div(sum);
    }
  }
}
