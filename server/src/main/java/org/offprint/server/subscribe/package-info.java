/// Who gets digests, when, and with what in them: asking for one, confirming it by mail, changing
/// it and leaving, by address and signed links alone.
@NullMarked
package org.offprint.server.subscribe;

import org.jspecify.annotations.NullMarked;
