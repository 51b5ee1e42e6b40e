/// Blocks that at least two models share, and {@link org.offprint.methods.layer.Block}, which every
/// model is: parameters with names, loaded and saved by them.
@NullMarked
package org.offprint.methods.layer;

import org.jspecify.annotations.NullMarked;
