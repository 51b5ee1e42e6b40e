/// The query language of the search box, and the index that answers it: what a word matches, how
/// hits are ordered, what is highlighted, what to try when nothing is found. The index can be
/// thrown away: a job fills it from the database through the outbox, and reindexing builds it anew.
@NullMarked
package org.offprint.server.search;

import org.jspecify.annotations.NullMarked;
