/// Tests of the readers, the importer and the bundled edition.
@NullMarked
package org.offprint.server.ingest;

import org.jspecify.annotations.NullMarked;
