/// Tests of the plumbing for work beside requests.
@NullMarked
package org.offprint.server.job;

import org.jspecify.annotations.NullMarked;
