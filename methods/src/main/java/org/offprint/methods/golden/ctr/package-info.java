/// The golden values of the package `ctr`, recomputed.
@NullMarked
package org.offprint.methods.golden.ctr;

import org.jspecify.annotations.NullMarked;
