package org.offprint.methods.scaling;

import org.hipparchus.analysis.differentiation.Gradient;
import org.offprint.methods.Shapes;

/// What a residual r costs in a fit. Each is half the square of a signed number, so that one
/// least-squares solver finds the minimum of all of them.
public sealed interface Robustness {
  /// ρ(r), which a fit sums.
  double cost(double residual);

  /// The number s with the sign of r and s² / 2 = ρ(r).
  Gradient root(Gradient residual);

  /// r² / 2.
  record Squares() implements Robustness {
    @Override
    public double cost(double residual) {
      return residual * residual / 2;
    }

    @Override
    public Gradient root(Gradient residual) {
      return residual;
    }
  }

  /// r² / 2 up to δ, from there on a line: δ (|r| − δ / 2).
  record Huber(double delta) implements Robustness {
    public Huber {
      Shapes.require("delta", delta, delta > 0, "a number > 0");
    }

    @Override
    public double cost(double residual) {
      double size = Math.abs(residual);
      return size <= delta ? residual * residual / 2 : delta * (size - delta / 2);
    }

    @Override
    public Gradient root(Gradient residual) {
      double size = Math.abs(residual.getValue());
      return size <= delta
          ? residual
          : residual
              .abs()
              .subtract(delta / 2)
              .multiply(2 * delta)
              .sqrt()
              .multiply(Math.signum(residual.getValue()));
    }
  }

  /// s² (√(1 + (r / s)²) − 1), a smooth Huber.
  record SoftL1(double scale) implements Robustness {
    public SoftL1 {
      Shapes.require("scale", scale, scale > 0, "a number > 0");
    }

    @Override
    public double cost(double residual) {
      double x = residual / scale;
      return scale * scale * x * x / (Math.sqrt(1 + x * x) + 1);
    }

    /// r √(2 / (√(1 + (r / s)²) + 1)), which does not cancel for small r.
    @Override
    public Gradient root(Gradient residual) {
      Gradient x = residual.divide(scale);
      return residual.multiply(x.multiply(x).add(1).sqrt().add(1).reciprocal().multiply(2).sqrt());
    }
  }
}
