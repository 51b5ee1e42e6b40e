package org.offprint.methods.ctr;

import java.util.ArrayList;
import java.util.List;
import org.offprint.methods.layer.BatchNorm;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// Layers of linear map, batch norm, ReLU and dropout, then a linear map to one number.
final class Mlp extends Block {
  private final List<Layer> layers;
  private final Linear out;

  Mlp(Initial initial, long in, int count, int width, double dropout) {
    var list = new ArrayList<Layer>();
    long from = in;
    for (int i = 0; i < count; i++) {
      list.add(new Layer(initial, from, width, dropout));
      from = width;
    }
    layers = blocks("layers", list);
    out = block("out", new Linear(initial, from, 1));
  }

  /// @param x (B, in)
  /// @return (B)
  Tensor apply(Tensor x) {
    Tensor now = x;
    for (Layer layer : layers) {
      now = layer.apply(now);
    }
    return out.apply(now).squeeze(-1);
  }

  private static final class Layer extends Block {
    private final Linear linear;
    private final BatchNorm norm;
    private final Dropout dropout;

    Layer(Initial initial, long in, long width, double dropout) {
      linear = block("linear", new Linear(initial, in, width));
      norm = block("norm", new BatchNorm(initial, width));
      this.dropout = block("dropout", new Dropout(initial, dropout));
    }

    Tensor apply(Tensor x) {
      return dropout.apply(norm.apply(linear.apply(x)).relu());
    }
  }
}
