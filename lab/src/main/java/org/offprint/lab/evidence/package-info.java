/// Evidence that travels: everything that stands behind a method's verdicts in one signed zip, an
/// RO-Crate, and the check of such a zip by somebody who has nothing else. See docs/evidence.md.
@NullMarked
package org.offprint.lab.evidence;

import org.jspecify.annotations.NullMarked;
