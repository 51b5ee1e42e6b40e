/// The golden values of the package `language`, recomputed.
@NullMarked
package org.offprint.methods.golden.language;

import org.jspecify.annotations.NullMarked;
