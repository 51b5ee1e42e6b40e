/// Text to numbers and back.
@NullMarked
package org.offprint.methods.text;

import org.jspecify.annotations.NullMarked;
