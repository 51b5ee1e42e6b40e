/// What arXiv announced on a day, whether all of it is here, and the alarm when it is not. Two
/// sources at least have to agree on a category's day before it is called complete.
@NullMarked
package org.offprint.server.announce;

import org.jspecify.annotations.NullMarked;
