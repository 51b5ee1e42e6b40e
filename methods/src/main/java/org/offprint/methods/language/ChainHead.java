package org.offprint.methods.language;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// The logits of every smaller model inside a {@link ChainDecoder}, each the one before and its own
/// chain's share.
///
///     logits_i = Σ_(j ≤ i) W_j x_j,  W_j (vocabulary, part of the width)
public final class ChainHead extends Block {
  private final Chains chains;
  private final long width;
  private final List<Linear> shares;

  public ChainHead(Initial initial, Chains chains, long width, long vocabulary) {
    this.chains = chains;
    this.width = width;
    shares =
        IntStream.range(0, chains.count())
            .mapToObj(i ->
                block(
                    Integer.toString(i),
                    new Linear(initial, chains.part(width, i), vocabulary, false)))
            .toList();
  }

  /// logits_1 … logits_run.
  ///
  /// @param hidden (…, prefix of the width)
  public List<Tensor> apply(Tensor hidden, int run) {
    chains.requireRun(run);
    Shapes.requireSize(
        "hidden", hidden, -1, chains.prefix(width, run), "the prefix of %d chains".formatted(run));
    var all = new ArrayList<Tensor>();
    for (int i = 0; i < run; i++) {
      Tensor own = hidden.narrow(-1, chains.prefix(width, i), chains.part(width, i));
      Tensor share = shares.get(i).apply(own);
      all.add(i == 0 ? share : all.getLast().add(share));
    }
    return all;
  }
}
