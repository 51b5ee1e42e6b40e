/// Sources to papers: files are recognised by their content, split into records, read record by
/// record and saved in batches. A record that cannot be read is put in quarantine and never holds
/// up the others.
@NullMarked
package org.offprint.server.ingest;

import org.jspecify.annotations.NullMarked;
