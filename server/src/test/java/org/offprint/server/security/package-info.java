@NullMarked
package org.offprint.server.security;

import org.jspecify.annotations.NullMarked;
