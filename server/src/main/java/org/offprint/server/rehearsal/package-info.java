/// A rehearsal of ingest: a fake arXiv that speaks the real one's protocols and misbehaves on
/// schedule, a time that passes as fast as the work allows, and a comparison of what was said of
/// each day with what had been announced.
@NullMarked
package org.offprint.server.rehearsal;

import org.jspecify.annotations.NullMarked;
