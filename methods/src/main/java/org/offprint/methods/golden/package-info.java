/// Golden values: what an independent reference computed, recomputed here and compared. One checker
/// a method, used by the tests and by `./offprint verify`, and the table of all of them.
@NullMarked
package org.offprint.methods.golden;

import org.jspecify.annotations.NullMarked;
