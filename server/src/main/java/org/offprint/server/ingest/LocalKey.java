package org.offprint.server.ingest;

import java.util.List;
import org.offprint.catalog.paper.PaperId;

/// The key of a work that has neither an arXiv identifier nor a DOI: a hash of its title and first
/// author, so that it is the same work in every file of a library.
public final class LocalKey {
  private LocalKey() {}

  public static PaperId of(String title, List<String> authors) {
    String words =
        Titles.key(title) + " " + (authors.isEmpty() ? "" : Titles.key(authors.getFirst()));
    return new PaperId("bib-" + Digests.shortHex(words));
  }
}
