/// The digest: what is news to each reader, an issue of it that repeats nothing and says what it
/// left out, and the mail that brings it.
@NullMarked
package org.offprint.server.digest;

import org.jspecify.annotations.NullMarked;
