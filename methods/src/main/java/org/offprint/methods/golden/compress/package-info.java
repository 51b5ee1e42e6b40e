/// The golden values of the package `compress`, recomputed.
@NullMarked
package org.offprint.methods.golden.compress;

import org.jspecify.annotations.NullMarked;
