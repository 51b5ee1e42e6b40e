/// Machine-learning methods, a file each. This package holds what all of them share: {@link
/// org.offprint.methods.Source} says which paper and equation a file implements, {@link
/// org.offprint.methods.Shapes} checks what it is given. The families are the packages below.
@NullMarked
package org.offprint.methods;

import org.jspecify.annotations.NullMarked;
