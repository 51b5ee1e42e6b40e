/// Learned image compression: a range coder whose bits are the bits that an entropy model
/// estimates, the entropy models, and two codecs that write bytes and read them back.
@NullMarked
package org.offprint.methods.compress;

import org.jspecify.annotations.NullMarked;
