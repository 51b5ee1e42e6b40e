/// Result files, read, checked and stored: the evidence that paper pages show. Files come with the
/// build and from the data folder.
@NullMarked
package org.offprint.server.result;

import org.jspecify.annotations.NullMarked;
