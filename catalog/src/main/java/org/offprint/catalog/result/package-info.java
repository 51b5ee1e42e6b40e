/// Evidence: what a paper claims, on what task a method was run here, what each run measured and
/// what follows from it; and the one format of a result file. A value that exists is complete and
/// consistent: whatever a doubter would ask for is in it, or the constructor refuses.
@NullMarked
package org.offprint.catalog.result;

import org.jspecify.annotations.NullMarked;
