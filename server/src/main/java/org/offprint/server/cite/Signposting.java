package org.offprint.server.cite;

import java.util.ArrayList;
import java.util.List;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.web.PublicAddress;

/// The typed links of a paper's answer, by the conventions of FAIR Signposting: how to cite it, who
/// wrote it, what describes it, where its text is and under which licence.
public final class Signposting {
  private Signposting() {}

  /// The value of a `Link` header (RFC 8288).
  public static String header(Paper paper, PublicAddress address) {
    Cited cited = new Cited(paper);
    List<String> links = new ArrayList<>();
    cited.doi().ifPresent(doi -> links.add(link("https://doi.org/" + doi, "cite-as")));
    links.add(link("https://schema.org/ScholarlyArticle", "type"));
    links.add(link("https://schema.org/AboutPage", "type"));
    for (Author author : paper.authors()) {
      if (author.orcid() != null) {
        links.add(link("https://orcid.org/" + author.orcid(), "author"));
      }
    }
    String page = address.of("/papers/" + paper.id());
    for (Citation form : Citation.values()) {
      links.add(typed(page + form.extension(), "describedby", form.mediaType()));
    }
    cited.pdf().ifPresent(pdf -> links.add(typed(pdf, "item", "application/pdf")));
    if (paper.licence() != null && paper.licence().matches("https?://[^\\s<>\"]+")) {
      links.add(link(paper.licence(), "license"));
    }
    return String.join(", ", links);
  }

  private static String link(String href, String relation) {
    return "<" + href + ">; rel=\"" + relation + "\"";
  }

  private static String typed(String href, String relation, String type) {
    return link(href, relation) + "; type=\"" + type + "\"";
  }
}
