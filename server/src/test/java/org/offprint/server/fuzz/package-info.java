/// Everything that reads what others wrote, under bytes that nobody would write.
@NullMarked
package org.offprint.server.fuzz;

import org.jspecify.annotations.NullMarked;
