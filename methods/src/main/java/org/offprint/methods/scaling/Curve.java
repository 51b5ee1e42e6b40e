package org.offprint.methods.scaling;

import org.hipparchus.analysis.differentiation.Gradient;

/// The formula that a fit moves: a prediction, or its logarithm, from free parameters at a point.
@FunctionalInterface
interface Curve {
  Gradient value(Gradient[] parameters, double[] at);
}
