/// Small complete models to start from: forward pass, loss, training, saving and loading.
@NullMarked
package org.offprint.methods.model;

import org.jspecify.annotations.NullMarked;
