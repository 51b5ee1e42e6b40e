package org.offprint.methods.language;

import java.util.OptionalInt;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Adapter;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// Several low-rank changes of one frozen linear layer, mixed by a router that reads the sentence:
/// the part of {@link OpenExtractor} that its paper is about.
///
///     g = softmax(R h_cls),  h_cls = the layer's input at the first position
///     change(x) = Σ_i g_i (α / r) B_i A_i x
///
/// Shapes: x (B, T, in); R `router` (M, in); A `down` (M, r, in), Kaiming-uniform at the start; B
/// `up` (M, out, r), 0 at the start; returns (B, T, out).
/// Top K: only the K largest entries of g are kept, see {@link Renormalisation}; of equal entries
/// the ones with the higher numbers stay.
public final class MixtureOfLoras extends Adapter {
  private final Tensor router;
  private final Tensor down;
  private final Tensor up;
  private final double alpha;
  private OptionalInt topK = OptionalInt.empty();
  private Renormalisation renormalisation = Renormalisation.BY_SUM;

  /// What becomes of the router's weights when only the K largest are kept.
  public enum Renormalisation {
    /// As they are: their sum is below 1.
    NONE,
    /// Divided by their sum: the sensible reading.
    BY_SUM,
    /// A second softmax, as in the released code: the experts left out get weight again.
    SECOND_SOFTMAX
  }

  /// @param experts M
  /// @param rank r
  public MixtureOfLoras(Initial initial, long in, long out, int experts, long rank, double alpha) {
    Shapes.require("experts", experts, experts >= 1, "1 or more");
    Shapes.require("rank", rank, rank >= 1, "1 or more");
    this.alpha = alpha;
    router = parameter("router", initial.uniform(1 / Math.sqrt(in), experts, in));
    down = parameter("down", initial.uniform(1 / Math.sqrt(in), experts, rank, in));
    up = parameter("up", initial.zeros(experts, out, rank));
  }

  /// Keeps the K largest router weights from now on; at test time, in the paper.
  public void keepTop(int k, Renormalisation how) {
    Shapes.require(
        "K", k, k >= 1 && k <= router.size(0), "1 to %d experts".formatted(router.size(0)));
    topK = OptionalInt.of(k);
    renormalisation = how;
  }

  /// All experts take part again.
  public void keepAll() {
    topK = OptionalInt.empty();
  }

  /// g (B, M).
  ///
  /// @param first (B, in), h_cls
  public Tensor weights(Tensor first) {
    Shapes.requireType("h_cls", first, router.type());
    Shapes.requireRank("h_cls", first, 2, "(B, in)");
    Shapes.requireSize("h_cls", first, -1, router.size(1), "the router takes");
    Tensor g = first.matmul(router.transpose(0, 1)).softmax(-1);
    if (topK.isEmpty()) {
      return g;
    }
    long left = g.size(1) - topK.getAsInt();
    Tensor dropped = g.argsort(-1).narrow(1, 0, left);
    Tensor kept = g.scatter(1, dropped, Tensor.zeros(g.type(), dropped.shape()));
    return switch (renormalisation) {
      case NONE -> kept;
      case BY_SUM -> kept.div(kept.sum(1, true));
      case SECOND_SOFTMAX -> kept.softmax(-1);
    };
  }

  @Override
  public Tensor change(Tensor x) {
    Shapes.requireRank("x", x, 3, "(B, T, in)");
    Shapes.require("T", x.size(1), x.size(1) >= 1, "1 or more");
    return change(x, x.select(1, 0));
  }

  /// As {@link #change(Tensor)}, with a routing state of the caller's.
  public Tensor change(Tensor x, Tensor first) {
    Shapes.requireRank("x", x, 3, "(B, T, in)");
    Shapes.requireType("x", x, down.type());
    Shapes.requireSize("x", x, -1, down.size(2), "the adapter takes");
    Tensor g = weights(first);
    Tensor inner = Tensor.einsum("bti,mri->btmr", x, down);
    Tensor weighted = inner.mul(g.unsqueeze(1).unsqueeze(-1)).mul(alpha / down.size(1));
    return Tensor.einsum("btmr,mor->bto", weighted, up);
  }
}
