/// The Daily Papers server: the commands, and the one place where the parts are put together.
@NullMarked
package org.offprint.server;

import org.jspecify.annotations.NullMarked;
