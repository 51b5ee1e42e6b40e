/// What programs that watch or crawl the server ask: is it alive, is it ready, what does it
/// measure, what may be read.
@NullMarked
package org.offprint.server.ops;

import org.jspecify.annotations.NullMarked;
