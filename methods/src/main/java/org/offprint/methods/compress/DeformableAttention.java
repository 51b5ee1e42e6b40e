package org.offprint.methods.compress;

import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Convolution;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Attention of every place to places that the input itself chooses (Xia et al., Vision Transformer
/// with Deformable Attention, arXiv:2201.00520): a coarse grid is moved by learned offsets, and
/// keys and values are read there by bilinear interpolation.
///
///     p = grid + tanh(offsets(q)) · one cell;   out = conv(softmax(q k(p)ᵀ / √d) v(p))
final class DeformableAttention extends Block {
  private static final long STRIDE = 2;

  private final long heads;
  private final Conv in;
  private final Conv queries;
  private final Conv keysValues;
  private final Conv look;
  private final Conv offsets;
  private final Conv out;

  DeformableAttention(Initial initial, long channels, long width, long heads, long outChannels) {
    this.heads = heads;
    in = block("in", Conv.of(initial, channels, width, 1));
    queries = block("query", Conv.of(initial, width, width, 1));
    keysValues = block("key_value", Conv.of(initial, width, 2 * width, 1));
    look = block("look", new Conv(initial, width, width, 3, STRIDE, width));
    offsets = block("offset", Conv.of(initial, width, 2, 1));
    out = block("out", Conv.of(initial, width, outChannels, 1));
  }

  Tensor apply(Tensor x) {
    Tensor h = in.apply(x);
    Tensor q = queries.apply(h);
    Tensor moves = offsets.apply(look.apply(q).gelu()).tanh(); // (N, 2, rows, columns)
    long rows = moves.size(2);
    long columns = moves.size(3);
    Tensor cell = Tensor.of(new double[] {2.0 / columns, 2.0 / rows}, 2).to(x.type());
    Tensor places = moves.permute(0, 2, 3, 1).mul(cell).add(grid(rows, columns, x.type()));
    Tensor seen = keysValues.apply(Convolution.sample(h, places));
    long width = q.size(1);
    Tensor mixed =
        split(q)
            .attend(split(seen.narrow(1, 0, width)), split(seen.narrow(1, width, width)), false);
    return out.apply(h.add(mixed.transpose(2, 3).reshape(h.shape())));
  }

  /// (N, C, H, W) to (N, heads, H W, C / heads).
  private Tensor split(Tensor x) {
    return x.reshape(x.size(0), heads, x.size(1) / heads, -1).transpose(2, 3);
  }

  /// The middles of rows × columns cells, (rows, columns, 2) as (column, row).
  private static Tensor grid(long rows, long columns, Type type) {
    double[] grid = new double[Math.toIntExact(2 * rows * columns)];
    for (int i = 0; i < rows * columns; i++) {
      grid[2 * i] = (2 * (i % columns) + 1.0) / columns - 1;
      grid[2 * i + 1] = (2 * (i / columns) + 1.0) / rows - 1;
    }
    return Tensor.of(grid, rows, columns, 2).to(type);
  }
}
