package org.offprint.methods.estimate;

import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.univariate.BrentOptimizer;
import org.hipparchus.optim.univariate.SearchInterval;
import org.hipparchus.optim.univariate.UnivariateObjectiveFunction;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Temperature scaling: one temperature for all samples, the one of the least cross-entropy. The baseline of every calibrator.
///
///     T = argmin over T of mean −ln softmax(z / T)_y
///
/// Shapes: logits (N, K) floating, labels (N) int64; a fitted T applies to any logits.
/// Range: T from 0.01 to 100.
/// Source: Guo et al., ICML 2017, arXiv:1706.04599; the baseline of arXiv:2404.13016.
/// Differs from the source: searched by Brent's method in ln T, as the cross-entropy has one minimum in 1 / T; the code takes 50 steps of LBFGS.
/// Throws: IllegalArgumentException if shapes or types do not fit, a label is no class, logits hold NaN or there is no sample; from the
/// constructor, if not T > 0.
@Source(paper = "arXiv:2404.13016", equation = "baseline: temperature scaling")
public record TemperatureScaling(double temperature) {
  private static final double LARGEST_LOG = Math.log(100);

  public TemperatureScaling {
    Shapes.require(
        "temperature", temperature, temperature > 0 && Double.isFinite(temperature), "T > 0");
  }

  public static TemperatureScaling fit(Tensor logits, Tensor labels) {
    CorrectnessAwareLoss.requireLogits(logits, labels);
    Tensor z = Samples.require("logits", logits, 1);
    var least =
        new BrentOptimizer(1e-10, 1e-12)
            .optimize(
                new MaxEval(1_000),
                new UnivariateObjectiveFunction(log -> crossEntropy(z, labels, Math.exp(log))),
                GoalType.MINIMIZE,
                new SearchInterval(-LARGEST_LOG, LARGEST_LOG, 0));
    return new TemperatureScaling(Math.exp(least.getPoint()));
  }

  /// The mean cross-entropy at a temperature, in nats.
  public static double crossEntropy(Tensor logits, Tensor labels, double temperature) {
    CorrectnessAwareLoss.requireLogits(logits, labels);
    Shapes.require("temperature", temperature, temperature > 0, "T > 0");
    try (var scope = Scope.withoutGradients()) {
      return logits.to(Type.FLOAT64).div(temperature).crossEntropy(labels, -100, 1).value();
    }
  }

  public Tensor apply(Tensor logits) {
    return logits.div(temperature);
  }
}
