/// Walks the pages of a running server in a real browser, as readers with phones, dark rooms,
/// keyboards and without script do.
@NullMarked
package org.offprint.browser;

import org.jspecify.annotations.NullMarked;
