@NullMarked
package org.offprint.server.submit;

import org.jspecify.annotations.NullMarked;
