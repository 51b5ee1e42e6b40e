/// Backup and moving house: every truth table as JSON lines with a manifest, and back into an empty
/// store. Tables are found in the database, so that a new one is exported without a change here.
@NullMarked
package org.offprint.server.dump;

import org.jspecify.annotations.NullMarked;
