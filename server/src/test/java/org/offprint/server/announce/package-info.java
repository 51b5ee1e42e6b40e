@NullMarked
package org.offprint.server.announce;

import org.jspecify.annotations.NullMarked;
