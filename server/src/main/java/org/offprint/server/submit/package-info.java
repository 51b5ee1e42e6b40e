/// Papers that members bring: by identifier, address, DOI or BibTeX.
@NullMarked
package org.offprint.server.submit;

import org.jspecify.annotations.NullMarked;
