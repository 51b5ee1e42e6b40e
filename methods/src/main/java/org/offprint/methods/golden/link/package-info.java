/// The golden values of the package `link`, recomputed.
@NullMarked
package org.offprint.methods.golden.link;

import org.jspecify.annotations.NullMarked;
