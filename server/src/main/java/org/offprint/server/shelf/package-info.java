/// Lists of papers that somebody keeps, for themselves or for all.
@NullMarked
package org.offprint.server.shelf;

import org.jspecify.annotations.NullMarked;
