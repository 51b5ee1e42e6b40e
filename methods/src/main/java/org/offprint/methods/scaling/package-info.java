/// Scaling laws: how loss and quality follow from size, data and their mixture. Each law is a
/// record that predicts, and that a static `fit` finds from measurements, with intervals; {@link
/// org.offprint.methods.scaling.ScalingLaw} is what they share.
@NullMarked
package org.offprint.methods.scaling;

import org.jspecify.annotations.NullMarked;
