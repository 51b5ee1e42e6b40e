/// The golden values of the package `estimate`, recomputed.
@NullMarked
package org.offprint.methods.golden.estimate;

import org.jspecify.annotations.NullMarked;
