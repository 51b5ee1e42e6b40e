/// Who of the members has written which paper.
@NullMarked
package org.offprint.server.author;

import org.jspecify.annotations.NullMarked;
