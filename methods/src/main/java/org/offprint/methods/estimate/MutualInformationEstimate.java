package org.offprint.methods.estimate;

import java.util.ArrayList;
import java.util.List;

/// An estimate of mutual information, and what speaks against believing it.
///
/// @param nats the estimate, as it came out: it may be negative
/// @param low the lower end of a 95 % interval (of 90 % where the estimator says so); NaN where
///   there is none
/// @param high its upper end
/// @param warnings one sentence each; empty where nothing speaks against the estimate
public record MutualInformationEstimate(
    double nats, double low, double high, List<String> warnings) {
  public MutualInformationEstimate {
    warnings = List.copyOf(warnings);
  }

  public static MutualInformationEstimate of(double nats, List<String> warnings) {
    return new MutualInformationEstimate(nats, Double.NaN, Double.NaN, warnings);
  }

  public double bits() {
    return nats / Math.log(2);
  }

  public boolean trusted() {
    return warnings.isEmpty();
  }

  MutualInformationEstimate warn(List<String> more) {
    var all = new ArrayList<>(warnings);
    all.addAll(more);
    return new MutualInformationEstimate(nats, low, high, all);
  }
}
