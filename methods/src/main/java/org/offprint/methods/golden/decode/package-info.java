/// The golden values of the package `decode`, recomputed.
@NullMarked
package org.offprint.methods.golden.decode;

import org.jspecify.annotations.NullMarked;
