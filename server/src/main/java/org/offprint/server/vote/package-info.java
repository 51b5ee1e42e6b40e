/// Votes on papers: one for each person and paper, which can be taken back.
@NullMarked
package org.offprint.server.vote;

import org.jspecify.annotations.NullMarked;
