@NullMarked
package org.offprint.server.moderation;

import org.jspecify.annotations.NullMarked;
