package org.offprint.methods.compress;

import java.util.ArrayList;
import java.util.List;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// Three convolutions, each seeing all before it, whose last one corrects the picture.
final class DenseEnhancement extends Block {
  private final List<Conv> layers;

  DenseEnhancement(Initial initial, long channels, long growth) {
    List<Conv> made = new ArrayList<>();
    made.add(Conv.of(initial, channels, growth, 3));
    made.add(Conv.of(initial, channels + growth, growth, 3));
    made.add(Conv.of(initial, channels + 2 * growth, channels, 1));
    layers = blocks("layer", made);
  }

  Tensor apply(Tensor x) {
    Tensor seen = x;
    for (Conv layer : layers.subList(0, layers.size() - 1)) {
      seen = Tensor.concat(1, seen, layer.apply(seen).gelu());
    }
    return x.add(layers.getLast().apply(seen));
  }
}
