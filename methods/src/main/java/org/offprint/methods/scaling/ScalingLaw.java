package org.offprint.methods.scaling;

/// A formula with fitted numbers in it: what is to be expected at a point.
public interface ScalingLaw {
  /// @param at the law's own variables, in the order that its documentation names them
  double predict(double... at);
}
