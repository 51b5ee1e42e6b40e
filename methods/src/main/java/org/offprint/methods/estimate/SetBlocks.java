package org.offprint.methods.estimate;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// The parts of a set transformer (Lee et al., ICML 2019, arXiv:1810.00825), with the parameter
/// names of MIST's checkpoints. None of them knows the order of the rows.
final class SetBlocks {
  private SetBlocks() {}

  /// Attention with several heads: in_proj_weight holds the projections of query, key and value.
  static final class Attention extends Block {
    private final int heads;
    private final long width;
    private final Tensor weight;
    private final Tensor bias;
    private final Linear out;

    Attention(Initial initial, long width, int heads) {
      this.heads = heads;
      this.width = width;
      weight =
          parameter("in_proj_weight", initial.uniform(Math.sqrt(1.5 / width), 3 * width, width));
      bias = parameter("in_proj_bias", initial.zeros(3 * width));
      out = block("out_proj", new Linear(initial, width, width));
    }

    /// @param seen (B, keys), true where a key is seen
    Tensor apply(Tensor x, Tensor y, @Nullable Tensor seen) {
      Tensor q = heads(project(x, 0));
      Tensor k = heads(project(y, 1));
      Tensor v = heads(project(y, 2));
      Tensor mixed =
          seen == null
              ? q.attend(k, v, false)
              : q.attend(k, v, seen.reshape(seen.size(0), 1, 1, seen.size(1)));
      return out.apply(mixed.transpose(1, 2).reshape(x.size(0), x.size(1), width));
    }

    private Tensor project(Tensor x, int part) {
      Tensor w = weight.narrow(0, part * width, width);
      return x.matmul(w.transpose(0, 1)).add(bias.narrow(0, part * width, width));
    }

    private Tensor heads(Tensor x) {
      return x.reshape(x.size(0), x.size(1), heads, width / heads).transpose(1, 2);
    }
  }

  /// a = LN(x + attention(x, y, y)); LN(a + W₂ gelu(W₁ a)).
  static final class Mab extends Block {
    private final Attention mha;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final Linear linear1;
    private final Linear linear2;

    Mab(Initial initial, long width, int heads, long inner) {
      mha = block("mha", new Attention(initial, width, heads));
      norm1 = block("norm1", new LayerNorm(initial, width));
      norm2 = block("norm2", new LayerNorm(initial, width));
      linear1 = block("linear1", new Linear(initial, width, inner));
      linear2 = block("linear2", new Linear(initial, inner, width));
    }

    Tensor apply(Tensor x, Tensor y, @Nullable Tensor seen) {
      Tensor a = norm1.apply(x.add(mha.apply(x, y, seen)));
      return norm2.apply(a.add(linear2.apply(linear1.apply(a).gelu())));
    }
  }

  /// Every row sees every row.
  static final class Sab extends Block {
    private final Mab mab;

    Sab(Initial initial, long width, int heads) {
      mab = block("mab", new Mab(initial, width, heads, width));
    }

    Tensor apply(Tensor x, @Nullable Tensor seen) {
      return mab.apply(x, x, seen);
    }
  }

  /// A few learned rows look at all rows, and all rows at those few: linear in the rows.
  static final class Isab extends Block {
    private final Tensor inducing;
    private final Mab mab0;
    private final Mab mab1;

    Isab(Initial initial, long width, int heads, long inner, long count) {
      inducing = parameter("i", learned(initial, count, width));
      mab0 = block("mab0", new Mab(initial, width, heads, inner));
      mab1 = block("mab1", new Mab(initial, width, heads, inner));
    }

    Tensor apply(Tensor x, @Nullable Tensor seen) {
      Tensor h = mab0.apply(repeated(inducing, x), x, seen);
      return mab1.apply(x, h, null);
    }
  }

  /// Learned seeds gather a set into as many rows.
  static final class Pma extends Block {
    private final Tensor seeds;
    private final Mab mab;

    Pma(Initial initial, long width, int heads, long count) {
      seeds = parameter("s", learned(initial, count, width));
      mab = block("mab", new Mab(initial, width, heads, width));
    }

    Tensor apply(Tensor x, @Nullable Tensor seen) {
      return mab.apply(repeated(seeds, x), x, seen);
    }
  }

  private static Tensor learned(Initial initial, long count, long width) {
    return initial.uniform(Math.sqrt(6.0 / (count + width)), 1, count, width);
  }

  private static Tensor repeated(Tensor rows, Tensor x) {
    return rows.expand(x.size(0), rows.size(1), rows.size(2));
  }
}
