/// Addresses that stand in abstracts and comments: code, project pages, models and data sets. They
/// are found again whenever a paper changes, kept beside the papers as derived data, and, where
/// that is set, asked gently whether they are still there.
@NullMarked
package org.offprint.server.link;

import org.jspecify.annotations.NullMarked;
