/// Survival: how long until something happens, where for some it had not happened when they were
/// last seen. Time in bins with its likelihood, the concordance index, the plain estimators, and a
/// model that joins pictures with genes.
@NullMarked
package org.offprint.methods.survival;

import org.jspecify.annotations.NullMarked;
