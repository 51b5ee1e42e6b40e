/// What indexes say of papers that are here: how often they are cited, and what they are called
/// there.
@NullMarked
package org.offprint.server.fact;

import org.jspecify.annotations.NullMarked;
