/// Estimators: what a number is, measured from a sample. Representation geometry and spectral
/// entropy of features, mutual information with its bounds, protocol and a learned estimator,
/// calibration, membership of a text in training data, weakest-link statistics of benchmark scores,
/// and keyness of terms. An estimate says when it cannot be trusted.
@NullMarked
package org.offprint.methods.estimate;

import org.jspecify.annotations.NullMarked;
