/// Careful arithmetic on plain arrays of doubles, where a tensor would be in the way.
@NullMarked
package org.offprint.methods.numeric;

import org.jspecify.annotations.NullMarked;
