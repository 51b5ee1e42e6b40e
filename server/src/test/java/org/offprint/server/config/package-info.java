@NullMarked
package org.offprint.server.config;

import org.jspecify.annotations.NullMarked;
