/// What curators choose for a day, and in which order.
@NullMarked
package org.offprint.server.curate;

import org.jspecify.annotations.NullMarked;
