@NullMarked
package org.offprint.server.mcp;

import org.jspecify.annotations.NullMarked;
