package org.offprint.methods.tensor;

import java.util.List;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.offprint.methods.Shapes;

/// Moves parameters along their gradients, by libtorch's own optimisers. Build it outside every
/// {@link Scope}; what it remembers between steps is libtorch's.
public final class Optimiser {
  private final TensorVector parameters;
  private final Optimizer optimizer;

  private Optimiser(TensorVector parameters, Optimizer optimizer) {
    this.parameters = parameters;
    this.optimizer = optimizer;
  }

  /// AdamW (Loshchilov and Hutter, arXiv:1711.05101) with β = (0.9, 0.999) and ε = 1e-8; without
  /// decay it is Adam.
  public static Optimiser adamW(List<Tensor> parameters, double rate, double decay) {
    return adamW(parameters, rate, decay, 0.9, 0.999);
  }

  public static Optimiser adamW(
      List<Tensor> parameters, double rate, double decay, double beta1, double beta2) {
    requireRate(rate);
    Shapes.require("weight decay", decay, decay >= 0 && Double.isFinite(decay), "0 or more");
    Shapes.require("beta1", beta1, beta1 >= 0 && beta1 < 1, "a share in [0, 1)");
    Shapes.require("beta2", beta2, beta2 >= 0 && beta2 < 1, "a share in [0, 1)");
    TensorVector vector = vector(parameters);
    AdamWOptions options = new AdamWOptions(rate);
    options.weight_decay().put(decay);
    // A C++ tuple: which entry lies first in memory is the compiler's choice, and the defaults tell
    int first = options.betas().get(0) < options.betas().get(1) ? 0 : 1;
    options.betas().put(first, beta1);
    options.betas().put(1 - first, beta2);
    return new Optimiser(vector, new AdamW(vector, options));
  }

  /// Stochastic gradient descent; decay is added to the gradient.
  public static Optimiser sgd(List<Tensor> parameters, double rate, double momentum, double decay) {
    requireRate(rate);
    Shapes.require("weight decay", decay, decay >= 0 && Double.isFinite(decay), "0 or more");
    Shapes.require("momentum", momentum, momentum >= 0 && momentum <= 1, "a share in [0, 1]");
    TensorVector vector = vector(parameters);
    SGDOptions options = new SGDOptions(rate);
    options.momentum().put(momentum);
    options.weight_decay().put(decay);
    return new Optimiser(vector, new SGD(vector, options));
  }

  private static void requireRate(double rate) {
    Shapes.require("learning rate", rate, rate >= 0 && Double.isFinite(rate), "0 or more");
  }

  private static TensorVector vector(List<Tensor> parameters) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to train: every parameter is frozen, or the model has none");
    }
    return Tensor.vector(parameters);
  }

  /// The learning rate of the next steps.
  public void rate(double rate) {
    requireRate(rate);
    optimizer.param_groups().get(0).options().set_lr(rate);
  }

  /// Scales the gradients down so that their common Euclidean length is at most `greatest`.
  ///
  /// @return the length before; NaN if a gradient has one
  public double clip(double greatest) {
    return torch.clip_grad_norm_(parameters, greatest);
  }

  /// Moves every parameter that has a gradient, then clears the gradients.
  public void step() {
    optimizer.step();
    optimizer.zero_grad();
  }
}
