/// One loss a file: a number that training makes small. {@link org.offprint.methods.loss.Loss} is
/// what they share, and one contract test holds for every class of this package that implements it.
@NullMarked
package org.offprint.methods.loss;

import org.jspecify.annotations.NullMarked;
