package org.offprint.methods.objective;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// How much better an answer is than the others to the same question.
///
///     A_i = (r_i − mean r) / (std r + ε)
///
/// Shapes: rewards of one group, any number; as many advantages.
/// Range: about ±√(group size); a group of equal rewards gives zeros, as there is nothing to learn from it.
/// Source: Shao et al., DeepSeekMath, arXiv:2402.03300, §4.1.2.
/// Differs from the source: the paper does not say which standard deviation; the trainers in use, and our default, divide by the
///   count less one and add ε = 1e-6. A single answer has mean 0 and deviation 1, as in those trainers, so that it keeps its reward.
/// Throws: IllegalArgumentException if the group is empty; from the constructor, if freedom is not 0 or 1 or ε is negative.
///
/// @param freedom 1 for the sample's standard deviation, 0 for the population's
@Source(paper = "arXiv:2402.03300", equation = "§4.1.2")
public record GroupAdvantage(int freedom, double epsilon) {
  public GroupAdvantage {
    Shapes.require("freedom", freedom, freedom == 0 || freedom == 1, "0 or 1");
    Shapes.require("epsilon", epsilon, epsilon >= 0, "a number ≥ 0");
  }

  public static GroupAdvantage standard() {
    return new GroupAdvantage(1, 1e-6);
  }

  public double[] of(double... rewards) {
    if (rewards.length == 0) {
      throw new IllegalArgumentException("a group has no rewards; expected one an answer.");
    }
    double mean = rewards.length == 1 ? 0 : mean(rewards);
    double deviation = 1;
    if (rewards.length > 1) {
      double squares = 0;
      for (double reward : rewards) {
        squares += (reward - mean) * (reward - mean);
      }
      deviation = Math.sqrt(squares / (rewards.length - freedom));
    }
    double[] advantages = new double[rewards.length];
    for (int i = 0; i < rewards.length; i++) {
      double difference = rewards[i] - mean;
      advantages[i] = difference == 0 ? 0 : difference / (deviation + epsilon);
    }
    return advantages;
  }

  /// Equal rewards give exactly their value, which a rounded sum over a count need not.
  private static double mean(double[] rewards) {
    double sum = 0;
    boolean equal = true;
    for (double reward : rewards) {
      sum += reward;
      equal &= reward == rewards[0];
    }
    return equal ? rewards[0] : sum / rewards.length;
  }
}
