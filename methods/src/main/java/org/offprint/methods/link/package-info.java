/// Entity linking: from a mention in a text to the concepts of a terminology that it may mean.
/// Candidate generators, their ensemble, and the texts and targets that a re-ranker is trained on.
@NullMarked
package org.offprint.methods.link;

import org.jspecify.annotations.NullMarked;
