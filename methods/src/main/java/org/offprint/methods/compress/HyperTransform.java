package org.offprint.methods.compress;

import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// h_a, which describes a latent on a grid four times coarser, and h_s, which makes of that 2M
/// channels on the latent's grid (Ballé et al., arXiv:1802.01436).
final class HyperTransform extends Block {
  private static final double SLOPE = 0.01;

  private final Conv in;
  private final Conv first;
  private final Conv second;
  private final Doubling up;
  private final Doubling upper;
  private final Conv out;

  HyperTransform(Initial initial, long latentChannels, long hyperChannels) {
    in = block("analyse.0", Conv.of(initial, latentChannels, hyperChannels, 3));
    first = block("analyse.1", Conv.halving(initial, hyperChannels, hyperChannels, 5));
    second = block("analyse.2", Conv.halving(initial, hyperChannels, hyperChannels, 5));
    up = block("synthesise.0", new Doubling(initial, hyperChannels, hyperChannels, 5));
    upper = block("synthesise.1", new Doubling(initial, hyperChannels, latentChannels, 5));
    out = block("synthesise.2", Conv.of(initial, latentChannels, 2 * latentChannels, 3));
  }

  Tensor analyse(Tensor y) {
    return second.apply(first.apply(in.apply(y).leakyRelu(SLOPE)).leakyRelu(SLOPE));
  }

  Tensor synthesise(Tensor z) {
    return out.apply(upper.apply(up.apply(z).leakyRelu(SLOPE)).leakyRelu(SLOPE));
  }
}
