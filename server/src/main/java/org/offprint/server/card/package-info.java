/// The picture of a paper that other sites show when somebody shares its address (Open Graph):
/// drawn here, cached, and never a reason to fail.
@NullMarked
package org.offprint.server.card;

import org.jspecify.annotations.NullMarked;
