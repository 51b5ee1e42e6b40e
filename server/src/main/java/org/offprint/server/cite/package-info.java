/// How others cite a paper and how programs read its page: BibTeX, RIS and CSL-JSON, the metadata
/// of the page's head, and the typed links of its answer.
@NullMarked
package org.offprint.server.cite;

import org.jspecify.annotations.NullMarked;
