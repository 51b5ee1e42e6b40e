/// Tests of the calendar and the judge.
@NullMarked
package org.offprint.server.announce;

import org.jspecify.annotations.NullMarked;
