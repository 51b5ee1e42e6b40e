/// Small models that tasks train so that a method has something to work on. They are nobody's
/// claim.
@NullMarked
package org.offprint.lab.model;

import org.jspecify.annotations.NullMarked;
