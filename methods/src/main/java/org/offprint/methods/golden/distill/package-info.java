/// The golden values of the package `distill`, recomputed.
@NullMarked
package org.offprint.methods.golden.distill;

import org.jspecify.annotations.NullMarked;
