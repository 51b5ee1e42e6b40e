/// Addresses in texts as authors write them.
@NullMarked
package org.offprint.server.link;

import org.jspecify.annotations.NullMarked;
