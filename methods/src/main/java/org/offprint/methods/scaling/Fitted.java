package org.offprint.methods.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.linear.SingularValueDecomposition;
import org.offprint.methods.Shapes;
import org.offprint.methods.numeric.Order;

/// A law with how well its measurements determine it. Any quantity of the law has an interval: a
/// parameter, a prediction, the size that a loss needs.
///
///     fit.interval(0.95, PowerLaw::exponent)
///     fit.bootstrap(500, random).interval(0.95, law -> law.predict(1e9))
///
/// The covariance interval is quick, and right where the law is nearly linear over the interval. The
/// bootstrap refits to resampled residuals; it is the one to use for quantities far from the
/// measurements and for parameters that press against a bound.
public final class Fitted<L extends ScalingLaw> {
  private static final double SINGULAR = 1e-10;

  private final Fit<L> fit;
  private final double[][] points;
  private final double[] targets;
  private final Fit.Solution solution;
  private final L law;

  Fitted(Fit<L> fit, double[][] points, double[] targets, Fit.Solution solution) {
    this.fit = fit;
    this.points = points;
    this.targets = targets;
    this.solution = solution;
    this.law = fit.law().apply(solution.theta());
  }

  public L law() {
    return law;
  }

  /// What remains at each point on the scale of the fit (logarithms for the laws that are fitted to
  /// those): prediction less measurement.
  public double[] residuals() {
    double[] predictions = fit.predictions(points, solution.theta());
    return IntStream.range(0, targets.length)
        .mapToDouble(i -> predictions[i] - targets[i])
        .toArray();
  }

  /// Σ residual².
  public double sumOfSquares() {
    double sum = 0;
    for (double residual : residuals()) {
      sum += residual * residual;
    }
    return sum;
  }

  /// What is known too little: parameters that ended at a bound of their range, and "the
  /// combination of …" where the points do not tell parameters apart. Empty for a sound fit.
  /// Predictions within the measurements are good even so.
  public List<String> notIdentified() {
    var list = new ArrayList<>(fit.atBounds(solution.theta()));
    if (solution.free().length > 0 && singular()) {
      List<String> free = IntStream.of(solution.free()).mapToObj(fit.names()::get).toList();
      list.add("the combination of " + String.join(", ", free));
    }
    return List.copyOf(list);
  }

  private boolean singular() {
    return inverseCondition(scaled()) < SINGULAR;
  }

  private static double inverseCondition(RealMatrix matrix) {
    return new SingularValueDecomposition(matrix).getInverseConditionNumber();
  }

  /// The jacobian with columns of length 1, so that units play no part.
  private RealMatrix scaled() {
    RealMatrix jacobian = solution.jacobian().copy();
    for (int j = 0; j < jacobian.getColumnDimension(); j++) {
      double length = jacobian.getColumnVector(j).getNorm();
      if (length > 0) {
        jacobian.setColumnVector(j, jacobian.getColumnVector(j).mapDivide(length));
      }
    }
    return jacobian;
  }

  /// The interval by the covariance of the fit: value ± t √(gᵀ s² (JᵀJ)⁻¹ g), where g is the
  /// quantity's slope in the parameters and s² the cost over points less free parameters.
  /// Parameters at a bound are taken as known. NaN ends where there are no more points than
  /// parameters or the parameters cannot be told apart.
  ///
  /// @param level 0.95 for an interval that holds the true value in 95 of 100 repetitions
  public Interval interval(double level, ToDoubleFunction<? super L> quantity) {
    requireLevel(level);
    double value = quantity.applyAsDouble(law);
    int[] free = solution.free();
    int spare = points.length - free.length;
    if (spare < 1 || free.length == 0 || singular()) {
      return new Interval(value, Double.NaN, Double.NaN, level);
    }
    RealVector g = slope(quantity, free);
    RealMatrix jacobian = solution.jacobian();
    RealVector inner =
        new SingularValueDecomposition(jacobian.transpose().multiply(jacobian))
            .getSolver()
            .solve(g);
    double variance = 2 * solution.cost() / spare * g.dotProduct(inner);
    double reach =
        new TDistribution(spare).inverseCumulativeProbability((1 + level) / 2)
            * Math.sqrt(variance);
    return new Interval(value, value - reach, value + reach, level);
  }

  private RealVector slope(ToDoubleFunction<? super L> quantity, int[] free) {
    double[] slope = new double[free.length];
    for (int j = 0; j < free.length; j++) {
      double step = 1e-6 * Math.max(1e-3, Math.abs(solution.theta()[free[j]]));
      slope[j] = (moved(quantity, free[j], step) - moved(quantity, free[j], -step)) / (2 * step);
    }
    return new ArrayRealVector(slope, false);
  }

  private double moved(ToDoubleFunction<? super L> quantity, int parameter, double step) {
    double[] theta = solution.theta().clone();
    theta[parameter] += step;
    return quantity.applyAsDouble(fit.law().apply(theta));
  }

  static void requireLevel(double level) {
    Shapes.require("level", level, level > 0 && level < 1, "a confidence in (0, 1), such as 0.95");
  }

  /// Refits to the law's own predictions with residuals drawn from those of the fit, widened by
  /// √(points / (points less parameters)), as a fit makes them smaller than the noise.
  ///
  /// @param draws some hundreds; each costs a fit
  public Bootstrap<L> bootstrap(int draws, RandomGenerator random) {
    Shapes.require("draws", draws, draws >= 1, "at least one");
    int spare = points.length - solution.free().length;
    if (spare < 1) {
      throw new IllegalArgumentException(
          "%d points for %d parameters leave no residuals to draw from: measure more points."
              .formatted(points.length, solution.free().length));
    }
    double widened = Math.sqrt((double) points.length / spare);
    double[] predictions = fit.predictions(points, solution.theta());
    double[] residuals = residuals();
    var laws = new ArrayList<L>();
    for (int draw = 0; draw < draws; draw++) {
      double[] resampled =
          IntStream.range(0, targets.length)
              .mapToDouble(
                  i -> predictions[i] + widened * residuals[random.nextInt(residuals.length)])
              .toArray();
      Fit.Solution end = fit.solve(points, resampled, List.of(solution.theta()));
      laws.add(fit.law().apply(end.theta()));
    }
    return new Bootstrap<>(law, laws);
  }

  /// The laws that other draws of the noise would have given.
  public record Bootstrap<L>(L law, List<L> laws) {
    public Bootstrap {
      laws = List.copyOf(laws);
    }

    /// Between the quantiles of the quantity over all draws.
    public Interval interval(double level, ToDoubleFunction<? super L> quantity) {
      requireLevel(level);
      double[] values = laws.stream().mapToDouble(quantity).toArray();
      return new Interval(
          quantity.applyAsDouble(law),
          Order.quantile((1 - level) / 2, values),
          Order.quantile((1 + level) / 2, values),
          level);
    }
  }
}
