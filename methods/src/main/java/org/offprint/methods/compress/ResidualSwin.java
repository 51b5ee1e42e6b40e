package org.offprint.methods.compress;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A residual group of Swin V2 blocks: window attention, every second one with its windows moved by
/// half, each followed by a perceptron, the norm after each of them; then a convolution, and the
/// input added.
final class ResidualSwin extends Block {
  private static final double UNSEEN = -1000; // logits lie within ±116

  private final int window;
  private final List<Layer> layers;
  private final Conv out;

  ResidualSwin(Initial initial, long width, int depth, long heads, int window, long biasWidth) {
    this.window = window;
    List<Layer> made = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      made.add(new Layer(initial, width, heads, window, biasWidth));
    }
    layers = blocks("layer", made);
    out = block("out", Conv.of(initial, width, width, 3));
  }

  /// @param x (N, C, H, W), H and W multiples of the window
  Tensor apply(Tensor x) {
    Tensor h = x.permute(0, 2, 3, 1);
    for (int i = 0; i < layers.size(); i++) {
      boolean one = x.size(2) == window && x.size(3) == window;
      h = layers.get(i).apply(h, i % 2 == 0 || one ? 0 : window / 2, window);
    }
    return x.add(out.apply(h.permute(0, 3, 1, 2)));
  }

  private static final class Layer extends Block {
    private final CosineWindowAttention attention;
    private final LayerNorm afterAttention;
    private final Linear in;
    private final Linear out;
    private final LayerNorm afterPerceptron;

    Layer(Initial initial, long width, long heads, int window, long biasWidth) {
      attention =
          block("attention", new CosineWindowAttention(initial, width, heads, window, biasWidth));
      afterAttention = block("norm.0", new LayerNorm(initial, width));
      in = block("in", new Linear(initial, width, 4 * width));
      out = block("out", new Linear(initial, 4 * width, width));
      afterPerceptron = block("norm.1", new LayerNorm(initial, width));
    }

    /// @param x (N, H, W, C)
    Tensor apply(Tensor x, int shift, int window) {
      Tensor moved = shift == 0 ? x : x.roll(-shift, 1).roll(-shift, 2);
      Tensor mask = shift == 0 ? null : mask(x, shift, window);
      Tensor attended = attended(moved, mask, window);
      Tensor back = shift == 0 ? attended : attended.roll(shift, 1).roll(shift, 2);
      Tensor h = x.add(afterAttention.apply(back));
      return h.add(afterPerceptron.apply(out.apply(in.apply(h).gelu())));
    }

    private Tensor attended(Tensor x, @Nullable Tensor mask, int window) {
      long n = x.size(0);
      long rows = x.size(1) / window;
      long columns = x.size(2) / window;
      long width = x.size(3);
      Tensor windows =
          x.reshape(n, rows, window, columns, window, width)
              .permute(0, 1, 3, 2, 4, 5)
              .reshape(n * rows * columns, (long) window * window, width);
      return attention
          .apply(windows, mask)
          .reshape(n, rows, columns, window, window, width)
          .permute(0, 1, 3, 2, 4, 5)
          .reshape(n, x.size(1), x.size(2), width);
    }

    /// Places that came from opposite edges do not see each other.
    private static Tensor mask(Tensor x, int shift, int window) {
      int rows = Math.toIntExact(x.size(1) / window);
      int columns = Math.toIntExact(x.size(2) / window);
      int places = window * window;
      double[] mask = new double[rows * columns * places * places];
      int next = 0;
      for (int cell = 0; cell < rows * columns; cell++) {
        for (int q = 0; q < places; q++) {
          for (int k = 0; k < places; k++) {
            boolean rowSplit =
                cell / columns == rows - 1 && wraps(q / window, k / window, shift, window);
            boolean columnSplit =
                cell % columns == columns - 1 && wraps(q % window, k % window, shift, window);
            mask[next++] = rowSplit || columnSplit ? UNSEEN : 0;
          }
        }
      }
      Type type = x.type();
      return Tensor.of(mask, (long) rows * columns, 1, places, places)
          .to(type)
          .repeat(x.size(0), 1, 1, 1);
    }

    private static boolean wraps(int one, int other, int shift, int window) {
      return one < window - shift != other < window - shift;
    }
  }
}
