/// What people say about papers: comments in threads, private notes, and what somebody is told of.
/// Whoever looks decides what can be seen: see {@link org.offprint.server.talk.Reader}.
@NullMarked
package org.offprint.server.talk;

import org.jspecify.annotations.NullMarked;
