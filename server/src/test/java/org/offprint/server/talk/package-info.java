@NullMarked
package org.offprint.server.talk;

import org.jspecify.annotations.NullMarked;
