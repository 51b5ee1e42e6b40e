@NullMarked
package org.offprint.server.paper;

import org.jspecify.annotations.NullMarked;
