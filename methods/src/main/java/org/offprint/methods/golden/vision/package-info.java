/// The golden values of the package `vision`, recomputed.
@NullMarked
package org.offprint.methods.golden.vision;

import org.jspecify.annotations.NullMarked;
