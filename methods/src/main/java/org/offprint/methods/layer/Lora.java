package org.offprint.methods.layer;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// Low-rank adaptation (Hu et al., arXiv:2106.09685): a frozen linear layer learns a change of few
/// numbers.
///
///     W x + b becomes W x + b + scale · B A x
///
/// Shapes: A `down` (rank, in), uniform on ±1/√in at the start; B `up` (out, rank), 0 at the start,
/// so an adapter that has not been trained changes nothing.
/// The scale is the α/r of the LoRA paper; papers that write α alone pass that.
public final class Lora extends Adapter {
  private final Tensor down;
  private final Tensor up;
  private final double scale;

  /// @throws IllegalArgumentException if the rank is not between 1 and the smaller side
  public Lora(Initial initial, long in, long out, long rank, double scale) {
    Shapes.require(
        "rank",
        rank,
        rank >= 1 && rank <= Math.min(in, out),
        "1 to %d, the smaller side of the layer".formatted(Math.min(in, out)));
    this.scale = scale;
    down = parameter("down", initial.uniform(1 / Math.sqrt(in), rank, in));
    up = parameter("up", initial.zeros(out, rank));
  }

  /// Adapts a layer in place: its own weights are frozen from now on.
  public static Lora on(Linear linear, Initial initial, long rank, double scale) {
    var lora = new Lora(initial, linear.weight().size(1), linear.weight().size(0), rank, scale);
    linear.adapt(lora);
    return lora;
  }

  @Override
  public Tensor change(Tensor x) {
    Shapes.requireType("the input", x, down.type());
    Shapes.requireSize("the input", x, -1, down.size(1), "the adapter takes");
    return x.matmul(down.transpose(0, 1)).matmul(up.transpose(0, 1)).mul(scale);
  }

  /// scale · B A (out, in): added to the weight once, it serves without the adapter.
  public Tensor delta() {
    return up.matmul(down).mul(scale);
  }
}
