@NullMarked
package org.offprint.server.db;

import org.jspecify.annotations.NullMarked;
