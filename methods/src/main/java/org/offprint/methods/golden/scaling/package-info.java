/// The golden values of the package `scaling`, recomputed.
@NullMarked
package org.offprint.methods.golden.scaling;

import org.jspecify.annotations.NullMarked;
