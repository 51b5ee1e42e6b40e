/// `./offprint bench NAME`: the built server measured from outside, as its clients and its machine
/// see it. The clients are plain sockets, so that on a small machine the server gets the processor.
/// `bench methods` measures the methods beside plain libtorch, in this process.
@NullMarked
package org.offprint.benchmarks;

import org.jspecify.annotations.NullMarked;
