@NullMarked
package org.offprint.server.board;

import org.jspecify.annotations.NullMarked;
