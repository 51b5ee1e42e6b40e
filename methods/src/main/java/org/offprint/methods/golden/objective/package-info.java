/// The golden values of the package `objective`, recomputed.
@NullMarked
package org.offprint.methods.golden.objective;

import org.jspecify.annotations.NullMarked;
