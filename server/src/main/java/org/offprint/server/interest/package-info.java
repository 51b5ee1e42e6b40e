/// What a reader has collected elsewhere: a private matter. No page, feed, metric or answer of the
/// API reads it; it serves the reader's own order of papers.
@NullMarked
package org.offprint.server.interest;

import org.jspecify.annotations.NullMarked;
