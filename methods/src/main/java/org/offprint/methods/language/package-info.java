/// Language models and their adapters.
@NullMarked
package org.offprint.methods.language;

import org.jspecify.annotations.NullMarked;
