@NullMarked
package org.offprint.server.run;

import org.jspecify.annotations.NullMarked;
