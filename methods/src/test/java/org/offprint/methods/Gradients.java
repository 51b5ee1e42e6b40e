package org.offprint.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.function.Function;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Compares a gradient with finite differences, in float64.
public final class Gradients {
  private Gradients() {}

  /// @param function of one tensor to a single number
  public static void assertSlope(Function<Tensor, Tensor> function, double[] x, long... shape) {
    assertSlope(1e-7, function, x, shape);
  }

  public static void assertSlope(
      double tolerance, Function<Tensor, Tensor> function, double[] x, long... shape) {
    double[] gradient = of(function, x, shape);
    double h = 1e-5;
    for (int i = 0; i < x.length; i++) {
      double[] up = x.clone();
      double[] down = x.clone();
      up[i] += h;
      down[i] -= h;
      double slope = (value(function, up, shape) - value(function, down, shape)) / (2 * h);
      assertThat(gradient[i]).as("entry %d", i).isCloseTo(slope, offset(tolerance));
    }
  }

  /// The gradient that the backward pass gives; zeros where none arrives.
  public static double[] of(Function<Tensor, Tensor> function, double[] x, long... shape) {
    try (var scope = new Scope()) {
      Tensor tensor = Tensor.of(x, shape).requireGradient();
      function.apply(tensor).backward();
      Tensor gradient = tensor.gradient();
      return gradient == null ? new double[x.length] : gradient.toDoubles();
    }
  }

  public static double value(Function<Tensor, Tensor> function, double[] x, long... shape) {
    try (var scope = new Scope()) {
      return function.apply(Tensor.of(x, shape).to(Type.FLOAT64)).value();
    }
  }
}
