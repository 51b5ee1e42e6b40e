package org.offprint.methods.language;

import java.util.List;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.RmsNorm;
import org.offprint.methods.tensor.Tensor;

/// RMSNorm of each chain by its own mean square: one over the whole width would let the first chain
/// see the last.
public final class ChainNorm extends Block {
  private final Chains chains;
  private final long width;
  private final List<RmsNorm> norms;

  public ChainNorm(Initial initial, Chains chains, long width, double epsilon) {
    this.chains = chains;
    this.width = width;
    norms =
        IntStream.range(0, chains.count())
            .mapToObj(i ->
                block(Integer.toString(i), new RmsNorm(initial, chains.part(width, i), epsilon)))
            .toList();
  }

  public Tensor apply(Tensor x, int run) {
    chains.requireRun(run);
    Shapes.requireSize(
        "x", x, -1, chains.prefix(width, run), "the prefix of %d chains".formatted(run));
    Tensor[] parts = new Tensor[run];
    for (int i = 0; i < run; i++) {
      Tensor own = x.narrow(-1, chains.prefix(width, i), chains.part(width, i));
      parts[i] = norms.get(i).apply(own);
    }
    return Tensor.concat(-1, parts);
  }
}
