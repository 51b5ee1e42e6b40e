/// The pages that join features: day, week, month, trending, paper, author, organisation, category,
/// search, methods and about.
@NullMarked
package org.offprint.server.site;

import org.jspecify.annotations.NullMarked;
