package org.offprint.methods.language;

import java.util.ArrayList;
import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// A linear map in which output chain i sees input chains 1 … i alone; without bias.
///
///     y_i = W_i x_(≤ i),  W_i (part of out, prefix of in): a dense map whose matrix is block-triangular
///
/// Shapes: x (…, prefix of `in` for the chains that run), returns (…, prefix of `out`).
public final class ChainLinear extends Block {
  private final Chains chains;
  private final long in;
  private final List<Tensor> weights;

  public ChainLinear(Initial initial, Chains chains, long in, long out) {
    this.chains = chains;
    this.in = in;
    var list = new ArrayList<Tensor>();
    for (int i = 0; i < chains.count(); i++) {
      long seen = chains.prefix(in, i + 1);
      Tensor start = initial.uniform(1 / Math.sqrt(seen), chains.part(out, i), seen);
      list.add(parameter(Integer.toString(i), start));
    }
    weights = List.copyOf(list);
  }

  /// @param run how many chains, from 1
  public Tensor apply(Tensor x, int run) {
    chains.requireRun(run);
    Shapes.requireType("x", x, weights.getFirst().type());
    Shapes.requireSize(
        "x", x, -1, chains.prefix(in, run), "the prefix of %d chains".formatted(run));
    Tensor[] parts = new Tensor[run];
    for (int i = 0; i < run; i++) {
      Tensor seen = x.narrow(-1, 0, chains.prefix(in, i + 1));
      parts[i] = seen.matmul(weights.get(i).transpose(0, 1));
    }
    return Tensor.concat(-1, parts);
  }
}
