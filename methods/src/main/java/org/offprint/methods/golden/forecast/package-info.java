/// The golden values of the package `forecast`, recomputed.
@NullMarked
package org.offprint.methods.golden.forecast;

import org.jspecify.annotations.NullMarked;
