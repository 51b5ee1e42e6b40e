/// Image classifiers and the parts that they differ in: channel attention, cross-scale attention,
/// an activation. Images are (B, channels, height, width).
@NullMarked
package org.offprint.methods.vision;

import org.jspecify.annotations.NullMarked;
