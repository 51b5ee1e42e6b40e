/// The HTTP contract that clients of Hugging Face Daily Papers speak, read side: they work here by
/// changing their endpoint. What is kept, what differs and why stands in `docs/api.md`.
@NullMarked
package org.offprint.server.hub;

import org.jspecify.annotations.NullMarked;
