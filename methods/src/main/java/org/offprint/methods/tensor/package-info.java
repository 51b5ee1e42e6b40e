/// The door to libtorch: a tensor, its operations, gradients and scopes. Nothing else in Offprint
/// calls libtorch, so a method reads like its equation and another binding can be put behind the
/// same names.
@NullMarked
package org.offprint.methods.tensor;

import org.jspecify.annotations.NullMarked;
