/// The paper store: papers, the days and editions that list them, and what the sources counted for
/// them.
@NullMarked
package org.offprint.server.paper;

import org.jspecify.annotations.NullMarked;
