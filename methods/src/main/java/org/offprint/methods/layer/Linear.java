package org.offprint.methods.layer;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;

/// x Wᵀ + b over the last axis; W is (out, in), uniform on ±1/√in at the start, as in PyTorch.
public final class Linear extends Block {
  private final Tensor weight;
  private final @Nullable Tensor bias;
  private @Nullable Adapter adapter;

  public Linear(Initial initial, long in, long out, boolean withBias) {
    double bound = 1 / Math.sqrt(in);
    weight = parameter("weight", initial.uniform(bound, out, in));
    bias = withBias ? parameter("bias", initial.uniform(bound, out)) : null;
  }

  public Linear(Initial initial, long in, long out) {
    this(initial, in, out, true);
  }

  /// Freezes this layer and adds what the adapter says to its output from now on; the adapter is
  /// saved with it as `adapter`. A second one takes the place of the first.
  public <A extends Adapter> A adapt(A adapter) {
    freeze();
    this.adapter = block("adapter", adapter);
    return adapter;
  }

  /// @param x (…, in)
  /// @return (…, out)
  public Tensor apply(Tensor x) {
    Shapes.requireType("the input", x, weight.type());
    Shapes.requireSize("the input", x, -1, weight.size(1), "the linear layer takes");
    Tensor y = x.matmul(weight.transpose(0, 1));
    y = bias == null ? y : y.add(bias);
    return adapter == null ? y : y.add(adapter.change(x));
  }

  public Tensor weight() {
    return weight;
  }

  public @Nullable Tensor bias() {
    return bias;
  }
}
