/// Readers' libraries, and that nobody else sees them.
@NullMarked
package org.offprint.server.interest;

import org.jspecify.annotations.NullMarked;
