@NullMarked
package org.offprint.benchmarks;

import org.jspecify.annotations.NullMarked;
