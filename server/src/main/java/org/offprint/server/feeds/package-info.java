/// Every list of papers and every search for feed readers: Atom, RSS, JSON Feed, and an OPML file
/// of the standing ones. The address of a feed is that of its list with `.atom`, `.rss` or `.json`.
@NullMarked
package org.offprint.server.feeds;

import org.jspecify.annotations.NullMarked;
