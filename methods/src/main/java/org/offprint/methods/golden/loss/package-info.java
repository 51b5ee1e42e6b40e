/// The golden values of the package `loss`, recomputed.
@NullMarked
package org.offprint.methods.golden.loss;

import org.jspecify.annotations.NullMarked;
