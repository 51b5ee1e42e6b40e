package org.offprint.methods.numeric;

import java.util.ArrayList;

/// How well a score tells two classes apart; larger scores speak for the positive class.
public final class Roc {
  private Roc() {}

  /// The area under the curve: the share of (positive, negative) pairs that the score puts right,
  /// ties counting one half. NaN where a class is missing or a score is NaN.
  public static double area(double[] scores, boolean[] positive) {
    requireSameLength(scores, positive);
    double[] ranks = Order.ranks(scores);
    double sum = 0;
    double positives = 0;
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        return Double.NaN;
      }
      sum += positive[i] ? ranks[i] : 0;
      positives += positive[i] ? 1 : 0;
    }
    double negatives = scores.length - positives;
    return (sum - positives * (positives + 1) / 2) / (positives * negatives);
  }

  /// The share of positives found at the last threshold whose share of false alarms is below
  /// `falseAlarms`; NaN where a class is missing.
  public static double sensitivityBelow(double falseAlarms, double[] scores, boolean[] positive) {
    double best = Double.NaN;
    for (double[] point : curve(scores, positive)) {
      if (point[0] < falseAlarms || Double.isNaN(point[0])) {
        best = point[1];
      }
    }
    return best;
  }

  /// The greatest mean of sensitivity and specificity over all thresholds; NaN where a class is
  /// missing.
  public static double balancedAccuracy(double[] scores, boolean[] positive) {
    double best = 0;
    for (double[] point : curve(scores, positive)) {
      best = Math.max(best, (point[1] + 1 - point[0]) / 2);
    }
    return best;
  }

  /// (false alarms, sensitivity) from (0, 0) to (1, 1): one point for each distinct score, from the
  /// largest down.
  public static double[][] curve(double[] scores, boolean[] positive) {
    requireSameLength(scores, positive);
    double positives = 0;
    for (boolean one : positive) {
      positives += one ? 1 : 0;
    }
    double negatives = scores.length - positives;
    int[] order = Order.descending(scores);
    var points = new ArrayList<double[]>();
    points.add(new double[] {0 / negatives, 0 / positives});
    double hits = 0;
    double alarms = 0;
    for (int k = 0; k < order.length; k++) {
      hits += positive[order[k]] ? 1 : 0;
      alarms += positive[order[k]] ? 0 : 1;
      if (k + 1 == order.length || scores[order[k + 1]] != scores[order[k]]) {
        points.add(new double[] {alarms / negatives, hits / positives});
      }
    }
    return points.toArray(double[][]::new);
  }

  private static void requireSameLength(double[] scores, boolean[] positive) {
    if (scores.length != positive.length) {
      throw new IllegalArgumentException(
          "there are %d scores and %d labels; they must be as many."
              .formatted(scores.length, positive.length));
    }
  }
}
