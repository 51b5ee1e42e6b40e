/// Lists of papers on a database.
@NullMarked
package org.offprint.server.paper;

import org.jspecify.annotations.NullMarked;
