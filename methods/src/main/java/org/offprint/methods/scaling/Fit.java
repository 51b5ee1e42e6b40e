package org.offprint.methods.scaling;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hipparchus.analysis.differentiation.Gradient;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;

/// Finds the parameters of a law: Levenberg-Marquardt, as hipparchus has it, from several starts
/// and within bounds, with derivatives by automatic differentiation. The lowest end counts.
///
/// @param names of the parameters as the fit moves them, such as `log x0`
/// @param low the least that each may be, and `high` the largest
/// @param law from those parameters
record Fit<L extends ScalingLaw>(
    List<String> names,
    double[] low,
    double[] high,
    Curve curve,
    Robustness robustness,
    Function<double[], L> law) {
  private static final int EVALUATIONS = 3_000;
  private static final double AT_BOUND = 1e-7;
  private static final double SINGULAR = 1e-10;
  private static final double FAR = 1e100; // what a point outside the law's domain costs

  /// An end of a descent.
  ///
  /// @param theta the parameters as the fit moves them
  /// @param free which of them are inside their bounds
  /// @param roots the signed roots of twice the costs, one a point
  /// @param jacobian of the roots by the free parameters
  record Solution(double[] theta, int[] free, RealVector roots, RealMatrix jacobian) {
    double cost() {
      return roots.dotProduct(roots) / 2;
    }

    double slope() {
      return jacobian.transpose().operate(roots).getNorm();
    }
  }

  /// @param points one row a measurement
  /// @param targets the measurements, on the scale of the curve
  Fitted<L> run(double[][] points, double[] targets, List<double[]> starts) {
    if (points.length < names.size()) {
      throw new IllegalArgumentException(
          "%d points for the %d parameters %s: expected at least as many points."
              .formatted(points.length, names.size(), names));
    }
    return new Fitted<>(this, points, targets, solve(points, targets, starts));
  }

  Solution solve(double[][] points, double[] targets, List<double[]> starts) {
    Solution best = null;
    for (double[] start : starts) {
      Solution end = from(points, targets, start);
      if (end != null && (best == null || end.cost() < best.cost())) {
        best = end;
      }
    }
    if (best == null) {
      throw new IllegalArgumentException(
          "no start gives finite predictions at the points: give a start nearer to the data, as %s."
              .formatted(names));
    }
    return best;
  }

  /// Once with all parameters, and again without those that ended at a bound, since the solver
  /// knows of bounds only that it must not pass them.
  private @Nullable Solution from(double[][] points, double[] targets, double[] start) {
    int[] free = IntStream.range(0, names.size()).toArray();
    Solution end = descend(points, targets, start, free);
    while (end != null) {
      double[] theta = end.theta();
      int[] inside = IntStream.of(free).filter(i -> !atBound(theta, i)).toArray();
      if (inside.length == free.length || inside.length == 0) {
        return end;
      }
      Solution next = descend(points, targets, theta, inside);
      if (next == null) {
        return end;
      }
      free = inside;
      end = next;
    }
    return null;
  }

  private boolean atBound(double[] theta, int i) {
    double width = Math.min(high[i] - low[i], 1);
    return theta[i] - low[i] < AT_BOUND * width || high[i] - theta[i] < AT_BOUND * width;
  }

  /// The parameters that ended at a bound.
  List<String> atBounds(double[] theta) {
    return IntStream.range(0, names.size())
        .filter(i -> atBound(theta, i))
        .mapToObj(names::get)
        .toList();
  }

  /// The lowest point that the solver saw. It stops with an exception where float64 lets it get no
  /// lower, and that is where it should stop.
  private @Nullable Solution descend(
      double[][] points, double[] targets, double[] start, int[] free) {
    double[] theta = start.clone();
    for (int i = 0; i < theta.length; i++) {
      theta[i] = Math.clamp(theta[i], low[i], high[i]);
    }
    Solution[] lowest = {at(points, targets, theta, free)};
    if (!Double.isFinite(lowest[0].cost())) {
      return null;
    }
    var problem =
        new LeastSquaresBuilder()
            .start(pick(theta, free))
            .target(new double[targets.length])
            .model(point -> {
              Solution now = at(points, targets, place(theta, free, point), free);
              if (!Double.isFinite(now.cost())) {
                return far(targets.length, free.length);
              }
              lowest[0] = now.cost() <= lowest[0].cost() ? now : lowest[0];
              return new Pair<>(now.roots(), now.jacobian());
            })
            .parameterValidator(point -> new ArrayRealVector(pick(place(theta, free, point), free)))
            .maxEvaluations(EVALUATIONS)
            .maxIterations(EVALUATIONS)
            .build();
    try {
      new LevenbergMarquardtOptimizer()
          .withCostRelativeTolerance(1e-15)
          .withParameterRelativeTolerance(1e-15)
          .withOrthoTolerance(1e-15)
          .optimize(problem);
    } catch (MathRuntimeException stopped) {
      // as low as it gets
    }
    return polished(points, targets, lowest[0]);
  }

  private static Pair<RealVector, RealMatrix> far(int rows, int columns) {
    return new Pair<>(
        new ArrayRealVector(rows, FAR), new Array2DRowRealMatrix(new double[rows][columns]));
  }

  /// Gauss-Newton steps for as long as the slope falls: the cost is flat around its minimum, and
  /// the solver, which looks at the cost, stops some digits short in the parameters.
  private Solution polished(double[][] points, double[] targets, Solution end) {
    Solution best = end;
    for (int step = 0; step < 30; step++) {
      DecompositionSolver solver = new QRDecomposition(best.jacobian(), SINGULAR).getSolver();
      if (!solver.isNonSingular()) {
        return best;
      }
      RealVector move = solver.solve(best.roots());
      RealVector moved = new ArrayRealVector(pick(best.theta(), best.free())).subtract(move);
      Solution next = at(points, targets, place(best.theta(), best.free(), moved), best.free());
      if (!(next.slope() < best.slope()) || next.cost() > best.cost() * (1 + 1e-9)) {
        return best;
      }
      best = next;
    }
    return best;
  }

  Solution at(double[][] points, double[] targets, double[] theta, int[] free) {
    var parameters = new Gradient[theta.length];
    for (int i = 0; i < theta.length; i++) {
      parameters[i] = Gradient.constant(free.length, theta[i]);
    }
    for (int j = 0; j < free.length; j++) {
      parameters[free[j]] = Gradient.variable(free.length, j, theta[free[j]]);
    }
    double[] roots = new double[points.length];
    double[][] jacobian = new double[points.length][];
    for (int i = 0; i < points.length; i++) {
      Gradient root = robustness.root(curve.value(parameters, points[i]).subtract(targets[i]));
      roots[i] = root.getValue();
      jacobian[i] = root.getGradient();
    }
    return new Solution(
        theta, free, new ArrayRealVector(roots), new Array2DRowRealMatrix(jacobian, false));
  }

  /// Predictions on the scale of the curve.
  double[] predictions(double[][] points, double[] theta) {
    var parameters = new Gradient[theta.length];
    for (int i = 0; i < theta.length; i++) {
      parameters[i] = Gradient.constant(0, theta[i]);
    }
    return Arrays.stream(points)
        .mapToDouble(point -> curve.value(parameters, point).getValue())
        .toArray();
  }

  private static double[] pick(double[] theta, int[] free) {
    return IntStream.of(free).mapToDouble(i -> theta[i]).toArray();
  }

  /// The parameters with the free ones replaced, each within its bounds.
  private double[] place(double[] theta, int[] free, RealVector point) {
    double[] placed = theta.clone();
    for (int j = 0; j < free.length; j++) {
      double value = point.getEntry(j);
      placed[free[j]] =
          Double.isNaN(value) ? value : Math.clamp(value, low[free[j]], high[free[j]]);
    }
    return placed;
  }

  // What every law asks of its measurements

  static void requirePositive(String name, double... values) {
    for (int i = 0; i < values.length; i++) {
      Shapes.require(
          "%s[%d]".formatted(name, i),
          values[i],
          values[i] > 0 && Double.isFinite(values[i]),
          "a finite number > 0");
    }
  }

  static void requireAsMany(String name, double[] values, String other, double[] others) {
    if (values.length != others.length) {
      throw new IllegalArgumentException(
          "%s has %d entries, %s has %d; they must be as many."
              .formatted(name, values.length, other, others.length));
    }
  }

  /// One parameter cannot be told from another where a variable takes too few values.
  static void requireDistinct(String name, int least, double... values) {
    long distinct = Arrays.stream(values).distinct().count();
    if (distinct < least) {
      throw new IllegalArgumentException(
          "%s takes %d different value%s; expected at least %d, as the law's parameters cannot be told apart otherwise."
              .formatted(name, distinct, distinct == 1 ? "" : "s", least));
    }
  }
}
