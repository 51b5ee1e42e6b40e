package org.offprint.catalog.plugin;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;

/// What a plug-in says of its paper: `META-INF/offprint/paper.json`. Another source that knows the
/// paper, as an import from arXiv, goes before it.
///
/// @param id an arXiv identifier, a DOI, or a key of your own like `our-group-8fecb20817`
/// @param authors in the order of the paper
/// @param published null where it is not known
/// @param primaryCategory of arXiv: `cs.LG`; null where it has none
/// @param summary three or four sentences in your own words
/// @param code addresses of the authors' code
/// @param needs what a check of the claim needs; null where it is here
public record PaperFacts(
    PaperId id,
    String title,
    List<String> authors,
    @Nullable LocalDate published,
    @Nullable String primaryCategory,
    List<String> categories,
    String summary,
    List<String> code,
    List<String> keywords,
    @Nullable String needs) {
  public PaperFacts {
    if (id == null) {
      throw new IllegalArgumentException(
          "paper.id is missing: expected an identifier like 2411.09009");
    }
    if (title == null || title.isBlank()) {
      throw new IllegalArgumentException("paper.title is blank: expected some text");
    }
    if (summary == null || summary.isBlank()) {
      throw new IllegalArgumentException(
          "paper.summary is blank: expected a few sentences in your own words");
    }
    authors = List.copyOf(authors);
    categories = List.copyOf(categories);
    code = List.copyOf(code);
    keywords = List.copyOf(keywords);
  }
}
