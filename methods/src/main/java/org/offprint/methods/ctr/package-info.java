/// Click-through-rate models: from the ids of a fixed number of fields the logit of a click.
@NullMarked
package org.offprint.methods.ctr;

import org.jspecify.annotations.NullMarked;
