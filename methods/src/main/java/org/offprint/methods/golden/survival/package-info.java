/// The golden values of the package `survival`, recomputed.
@NullMarked
package org.offprint.methods.golden.survival;

import org.jspecify.annotations.NullMarked;
