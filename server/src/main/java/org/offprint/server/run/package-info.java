/// Runs that a curator starts from a paper's page: a queue, a process for each run inside bounds,
/// and the page that tells how it goes.
@NullMarked
package org.offprint.server.run;

import org.jspecify.annotations.NullMarked;
