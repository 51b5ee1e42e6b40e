package org.offprint.methods.scaling;

/// A quantity of a fitted law, and where it lies with a given confidence.
///
/// @param low NaN, as is `high`, where the fit does not say: as many parameters as points, or
///   parameters that the points do not tell apart
public record Interval(double value, double low, double high, double level) {
  public boolean contains(double other) {
    return low <= other && other <= high;
  }
}
