/// Tests of the query language, the index and the job that fills it.
@NullMarked
package org.offprint.server.search;

import org.jspecify.annotations.NullMarked;
