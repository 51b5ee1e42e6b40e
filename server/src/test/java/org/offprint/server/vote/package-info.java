@NullMarked
package org.offprint.server.vote;

import org.jspecify.annotations.NullMarked;
