/// The order of lists, on the real database.
@NullMarked
package org.offprint.server.feed;

import org.jspecify.annotations.NullMarked;
