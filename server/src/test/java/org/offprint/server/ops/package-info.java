/// What watchers and crawlers get from a running server.
@NullMarked
package org.offprint.server.ops;

import org.jspecify.annotations.NullMarked;
