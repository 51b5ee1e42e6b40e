package org.offprint.methods.estimate;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.LinearAlgebra;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Samples of known mutual information to train an estimator on, and monotone transforms that leave it unchanged.
///
///     latent: X_i = α U + β U_X + λ Z_i [i < m] + ε E_i + η V_i [i ≥ m], Y likewise with the same Z, as a correlation matrix
///     dense: all correlations equal | sparse: latent with α = β = 0, λ = η = strength | Student: normal / √(χ²_ν / ν)
///     half-cube x √|x| | asinh x | wiggly: x plus small sines, different for x and y
///
/// Shapes: samples (n, d) each of x and y, float64.
/// Range: nats from {@link KnownInformation}; large for a Student distribution of few degrees of freedom.
/// Source: the meta-data of arXiv:2511.18945, after the benchmark of arXiv:2306.11078; parameter ranges as in the authors' data.
/// Differs from the source: four families (dense, sparse, latent, Student) and additive noise, drawn evenly; the authors use 16 combinations.
/// Throws: IllegalArgumentException if a size or parameter is out of range.
@Source(paper = "arXiv:2511.18945", equation = "meta-data")
public final class KnownSamples {
  private static final int MOST_COLUMNS = 5_000; // their correlation matrix is held whole

  private KnownSamples() {}

  /// @param nats the mutual information of the distribution it was drawn from
  public record Sample(Tensor x, Tensor y, double nats) {}

  public enum Family {
    DENSE,
    SPARSE,
    LATENT,
    STUDENT,
    ADDITIVE
  }

  /// A monotone change of every coordinate: it moves no information.
  public enum Transform {
    NONE(x -> x, x -> x),
    HALF_CUBE(KnownSamples::halfCube, KnownSamples::halfCube),
    ASINH(KnownSamples::asinh, KnownSamples::asinh),
    WIGGLY(KnownSamples::wigglyX, KnownSamples::wigglyY);

    private final DoubleUnaryOperator ofX;
    private final DoubleUnaryOperator ofY;

    Transform(DoubleUnaryOperator ofX, DoubleUnaryOperator ofY) {
      this.ofX = ofX;
      this.ofY = ofY;
    }

    public double ofX(double x) {
      return ofX.applyAsDouble(x);
    }

    public double ofY(double y) {
      return ofY.applyAsDouble(y);
    }
  }

  private static double halfCube(double x) {
    return x * Math.sqrt(Math.abs(x));
  }

  private static double asinh(double x) {
    double size = Math.abs(x);
    return Math.copySign(Math.log1p(size + size * size / (1 + Math.sqrt(1 + size * size))), x);
  }

  private static double wigglyX(double x) {
    return x + 0.4 * Math.sin(x) + 0.2 * Math.sin(1.7 * x + 1) + 0.03 * Math.sin(3.3 * x - 2.5);
  }

  private static double wigglyY(double y) {
    return y
        - 0.4 * Math.sin(0.4 * y)
        + 0.17 * Math.sin(1.3 * y + 3.5)
        + 0.02 * Math.sin(4.3 * y - 2.5);
  }

  /// Equal correlations of d variables.
  public static Tensor dense(int d, double correlation) {
    Shapes.require("d", d, d >= 1, "1 or more");
    Shapes.require("correlation", correlation, Math.abs(correlation) <= 1, "−1 to 1");
    double[] matrix = new double[d * d];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = i % (d + 1) == 0 ? 1 : correlation;
    }
    return Tensor.of(matrix, d, d);
  }

  /// The correlation matrix of the latent-variable family, x first.
  ///
  /// @param interacting m, how many coordinates of x share a latent with the same coordinate of y
  public static Tensor latent(
      int dx, int dy, int interacting, double alpha, double lambda, double beta, double eta) {
    Shapes.require("dx", dx, dx >= 1 && dx <= MOST_COLUMNS, "1 to " + MOST_COLUMNS);
    Shapes.require("dy", dy, dy >= 1 && dy <= MOST_COLUMNS, "1 to " + MOST_COLUMNS);
    if (interacting < 0 || interacting > Math.min(dx, dy)) {
      throw new IllegalArgumentException(
          "%d interacting coordinates of %d and %d; expected 0 to %d."
              .formatted(interacting, dx, dy, Math.min(dx, dy)));
    }
    int d = dx + dy;
    double[][] c = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        boolean sameSide = (i < dx) == (j < dx);
        c[i][j] = alpha * alpha + (sameSide ? beta * beta : 0);
      }
      int coordinate = i < dx ? i : i - dx;
      c[i][i] += 1 + (coordinate < interacting ? lambda * lambda : eta * eta);
    }
    for (int i = 0; i < interacting; i++) {
      c[i][dx + i] += lambda * lambda;
      c[dx + i][i] += lambda * lambda;
    }
    double[][] correlations = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        correlations[i][j] = c[i][j] / Math.sqrt(c[i][i]) / Math.sqrt(c[j][j]);
      }
    }
    return Tensor.of(correlations);
  }

  /// A sample of a family, with parameters drawn from the authors' ranges.
  ///
  /// @param width d, the columns of x and of y
  public static Sample draw(
      SplittableRandom random, Family family, Transform transform, int rows, int width) {
    Shapes.require("rows", rows, rows >= 1, "at least 1 row");
    Shapes.require("width", width, width >= 1, "at least 1 column");
    try (var scope = Scope.withoutGradients()) {
      Sample sample =
          switch (family) {
            case DENSE, STUDENT -> {
              Tensor matrix = dense(2 * width, random.nextDouble(0, 0.5));
              double freedom =
                  family == Family.STUDENT ? random.nextDouble(1, 10) : Double.POSITIVE_INFINITY;
              yield elliptic(random, matrix, freedom, rows, width);
            }
            case SPARSE -> {
              double strength = random.nextDouble(0.1, 5);
              int shared = random.nextInt(1, width + 1);
              Tensor matrix = latent(width, width, shared, 0, strength, 0, strength);
              yield elliptic(random, matrix, Double.POSITIVE_INFINITY, rows, width);
            }
            case LATENT -> {
              Tensor matrix =
                  latent(
                      width,
                      width,
                      random.nextInt(1, width + 1),
                      random.nextDouble(0, 1),
                      random.nextDouble(0.1, 3),
                      random.nextDouble(0, 1.5),
                      random.nextDouble(0.1, 5));
              yield elliptic(random, matrix, Double.POSITIVE_INFINITY, rows, width);
            }
            case ADDITIVE -> additive(random, random.nextDouble(0.1, 2), rows, width);
          };
      return new Sample(
          scope.keep(changed(sample.x(), transform.ofX)),
          scope.keep(changed(sample.y(), transform.ofY)),
          sample.nats());
    }
  }

  /// @param freedom ν; infinite for a normal distribution
  private static Sample elliptic(
      SplittableRandom random, Tensor matrix, double freedom, int rows, int width) {
    double[] normal = new double[rows * 2 * width];
    for (int i = 0; i < normal.length; i++) {
      normal[i] = random.nextGaussian();
    }
    Tensor both =
        Tensor.of(normal, rows, 2L * width).matmul(LinearAlgebra.cholesky(matrix).transpose(0, 1));
    double nats = KnownInformation.gaussian(matrix, width);
    if (Double.isFinite(freedom)) {
      double[] scale = new double[rows];
      for (int i = 0; i < rows; i++) {
        scale[i] = Math.sqrt(freedom / (2 * gamma(random, freedom / 2)));
      }
      both = both.mul(Tensor.of(scale, rows, 1));
      nats = KnownInformation.student(matrix, width, freedom);
    }
    return new Sample(both.narrow(1, 0, width), both.narrow(1, width, width), nats);
  }

  private static Sample additive(SplittableRandom random, double epsilon, int rows, int width) {
    double[] x = new double[rows * width];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextDouble();
      y[i] = x[i] + epsilon * (2 * random.nextDouble() - 1);
    }
    double nats = width * KnownInformation.additiveUniform(epsilon);
    return new Sample(Tensor.of(x, rows, width), Tensor.of(y, rows, width), nats);
  }

  private static Tensor changed(Tensor sample, DoubleUnaryOperator change) {
    double[] values = sample.toDoubles();
    for (int i = 0; i < values.length; i++) {
      values[i] = change.applyAsDouble(values[i]);
    }
    return Tensor.of(values, sample.shape());
  }

  /// A gamma variate of unit scale (Marsaglia and Tsang, 2000).
  private static double gamma(SplittableRandom random, double shape) {
    double raised = shape < 1 ? shape + 1 : shape;
    double d = raised - 1.0 / 3;
    while (true) {
      double normal = random.nextGaussian();
      double v = Math.pow(1 + normal / Math.sqrt(9 * d), 3);
      double u = random.nextDouble();
      if (v > 0 && Math.log(u) < 0.5 * normal * normal + d - d * v + d * Math.log(v)) {
        return shape < 1 ? d * v * Math.pow(random.nextDouble(), 1 / shape) : d * v;
      }
    }
  }
}
