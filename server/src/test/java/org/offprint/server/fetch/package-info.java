/// Tests of the polite way to ask.
@NullMarked
package org.offprint.server.fetch;

import org.jspecify.annotations.NullMarked;
