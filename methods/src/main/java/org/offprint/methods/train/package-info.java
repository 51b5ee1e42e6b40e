/// Training of any {@link org.offprint.methods.layer.Block}: optimisers, the loop with progress and
/// early stopping, and checkpoints in the safetensors format.
@NullMarked
package org.offprint.methods.train;

import org.jspecify.annotations.NullMarked;
