@NullMarked
package org.offprint.server.result;

import org.jspecify.annotations.NullMarked;
