/// Forecasting: from a window of the past, (B, context, channels), the next steps, (B, horizon,
/// channels). Models, and the naive baselines that each must beat.
@NullMarked
package org.offprint.methods.forecast;

import org.jspecify.annotations.NullMarked;
