/// The data sets that tasks read: where each has its home, its checksum and licence, and how its
/// bytes become numbers. A loader checks what it reads and says what is wrong with it.
@NullMarked
package org.offprint.lab.data;

import org.jspecify.annotations.NullMarked;
