package org.offprint.methods.numeric;

/// Sums and entropies of numbers that are known by their logarithms; natural logarithms throughout.
public final class LogSpace {
  private LogSpace() {}

  /// ln Σ e^x without overflow; −∞ of nothing; NaN if any entry is NaN.
  public static double sumExp(double... x) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      greatest = Math.max(greatest, value);
    }
    if (Double.isInfinite(greatest) || Double.isNaN(greatest)) {
      return greatest;
    }
    double sum = 0;
    for (double value : x) {
      sum += Math.exp(value - greatest);
    }
    return greatest + Math.log(sum);
  }

  /// For every i the ln Σ_(j ≥ i) e^(x_j).
  public static double[] suffixSumExp(double... x) {
    double[] suffix = new double[x.length];
    double running = Double.NEGATIVE_INFINITY;
    for (int i = x.length - 1; i >= 0; i--) {
      running = add(running, x[i]);
      suffix[i] = running;
    }
    return suffix;
  }

  /// ln(e^a + e^b).
  public static double add(double a, double b) {
    double greater = Math.max(a, b);
    if (Double.isInfinite(greater) || Double.isNaN(greater)) {
      return greater;
    }
    return greater + Math.log1p(Math.exp(Math.min(a, b) - greater));
  }

  /// ln of the softmax.
  public static double[] logSoftmax(double... logits) {
    double all = sumExp(logits);
    double[] logs = new double[logits.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logits[i] - all;
    }
    return logs;
  }

  public static double[] softmax(double... logits) {
    double[] logs = logSoftmax(logits);
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.exp(logs[i]);
    }
    return logs;
  }

  /// −Σ p ln p in nats; an entry of 0 adds 0.
  public static double entropy(double... probs) {
    double sum = 0;
    for (double p : probs) {
      sum -= p == 0 ? 0 : p * Math.log(p);
    }
    return sum;
  }

  /// The entropy of the softmax, in nats.
  public static double softmaxEntropy(double... logits) {
    return entropy(softmax(logits));
  }
}
