/// What indexes say, from a server that a test scripts.
@NullMarked
package org.offprint.server.fact;

import org.jspecify.annotations.NullMarked;
