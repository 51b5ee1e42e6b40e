/// The pages, over HTTP on the real database.
@NullMarked
package org.offprint.server.site;

import org.jspecify.annotations.NullMarked;
