/// Arithmetic that libtorch cannot do without storing more than we want: loops in the Vector API
/// over memory that libtorch owns. Every kernel has a plain version beside it, in the method that
/// uses it, which is its test and what runs where the vector module is missing.
@NullMarked
package org.offprint.methods.kernel;

import org.jspecify.annotations.NullMarked;
