/// Plumbing for asking other people's servers: one request at a time to each, with a pause after
/// it, over all threads and processes that share a database; never to a private address that nobody
/// configured; logged, so that the manners can be proven.
@NullMarked
package org.offprint.server.fetch;

import org.jspecify.annotations.NullMarked;
