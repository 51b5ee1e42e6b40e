@NullMarked
package org.offprint.server.curator;

import org.jspecify.annotations.NullMarked;
