/// Tests of the rehearsal.
@NullMarked
package org.offprint.server.rehearsal;

import org.jspecify.annotations.NullMarked;
