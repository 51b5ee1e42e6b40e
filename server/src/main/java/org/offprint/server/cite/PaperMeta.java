package org.offprint.server.cite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.server.web.PublicAddress;
import tools.jackson.databind.json.JsonMapper;

/// What the head of a paper's page tells programs: the tags that Google Scholar and Zotero read,
/// Open Graph for previews, JSON-LD, the canonical address and the other forms of the page.
/// Rendered by `meta.jte`.
///
/// @param canonical the address of the page, without a version
/// @param description one or two lines of the abstract or summary
/// @param scholarly the `citation_*` tags, in order; names repeat
/// @param alternates the same paper in other forms
/// @param jsonLd schema.org, safe inside a script element
public record PaperMeta(
    String title,
    String canonical,
    String description,
    String image,
    List<Tag> scholarly,
    List<Alternate> alternates,
    String jsonLd) {
  /// A `meta` element.
  public record Tag(String name, String content) {}

  /// A `link rel="alternate"` element.
  public record Alternate(String type, String href, String title) {}

  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST_DESCRIPTION = 200;

  public static PaperMeta of(Paper paper, PublicAddress address) {
    Cited cited = new Cited(paper);
    String canonical = address.of("/papers/" + paper.id());
    return new PaperMeta(
        cited.title(),
        canonical,
        description(paper),
        address.of("/cards/" + paper.id() + ".png"),
        scholarly(cited, canonical),
        alternates(canonical),
        json(jsonLd(cited, canonical)));
  }

  private static List<Tag> scholarly(Cited cited, String canonical) {
    Paper paper = cited.paper();
    List<Tag> tags = new ArrayList<>();
    tags.add(new Tag("citation_title", cited.title()));
    for (Author author : paper.authors()) {
      tags.add(new Tag("citation_author", author.name()));
    }
    if (!cited.date().isEmpty()) {
      tags.add(new Tag("citation_publication_date", Citation.slashed(cited.date())));
    }
    cited.doi().ifPresent(doi -> tags.add(new Tag("citation_doi", doi)));
    if (paper.id().isArxiv()) {
      tags.add(new Tag("citation_arxiv_id", paper.id().value()));
      // Without it Zotero files a preprint as a journal article.
      tags.add(new Tag("citation_technical_report_institution", "arXiv"));
    }
    cited.abstractText().ifPresent(text -> tags.add(new Tag("citation_abstract", text)));
    cited.pdf().ifPresent(pdf -> tags.add(new Tag("citation_pdf_url", pdf)));
    if (!paper.keywords().isEmpty()) {
      tags.add(new Tag("citation_keywords", String.join("; ", paper.keywords())));
    }
    tags.add(new Tag("citation_public_url", canonical));
    return tags;
  }

  private static List<Alternate> alternates(String canonical) {
    List<Alternate> alternates = new ArrayList<>();
    for (Citation form : Citation.values()) {
      alternates.add(new Alternate(form.mediaType(), canonical + form.extension(), form.words()));
    }
    alternates.add(new Alternate("text/markdown", canonical + ".md", "Markdown"));
    return alternates;
  }

  private static Map<String, Object> jsonLd(Cited cited, String canonical) {
    Paper paper = cited.paper();
    Map<String, Object> article = new LinkedHashMap<>();
    article.put("@context", "https://schema.org");
    article.put("@type", "ScholarlyArticle");
    article.put("@id", canonical);
    article.put("url", canonical);
    article.put("headline", cited.title());
    article.put("name", cited.title());
    if (!paper.authors().isEmpty()) {
      article.put("author", paper.authors().stream().map(PaperMeta::person).toList());
    }
    if (paper.published() != null) {
      article.put("datePublished", dayOrLess(paper.published().text()));
    }
    if (paper.updated() != null) {
      article.put("dateModified", dayOrLess(paper.updated().text()));
    }
    cited.abstractText().ifPresent(text -> article.put("abstract", text));
    if (!paper.keywords().isEmpty()) {
      article.put("keywords", paper.keywords());
    }
    cited
        .doi()
        .ifPresent(doi ->
            article.put(
                "identifier", Map.of("@type", "PropertyValue", "propertyID", "doi", "value", doi)));
    List<String> sameAs = new ArrayList<>();
    cited.url().ifPresent(sameAs::add);
    cited.doi().map(doi -> "https://doi.org/" + doi).ifPresent(sameAs::add);
    if (!sameAs.isEmpty()) {
      article.put("sameAs", sameAs.stream().distinct().toList());
    }
    if (paper.licence() != null && paper.licence().startsWith("http")) {
      article.put("license", paper.licence());
    }
    if (paper.id().isArxiv()) {
      article.put("isAccessibleForFree", true);
    }
    if (paper.organisation() != null) {
      article.put(
          "sourceOrganization",
          Map.of("@type", "Organization", "name", paper.organisation().name()));
    }
    List<Map<String, Object>> parts = parts(paper);
    if (!parts.isEmpty()) {
      article.put("subjectOf", parts);
    }
    return article;
  }

  private static Map<String, Object> person(Author author) {
    Map<String, Object> person = new LinkedHashMap<>();
    person.put("@type", "Person");
    if (author.orcid() != null) {
      person.put("@id", "https://orcid.org/" + author.orcid());
    }
    person.put("name", author.name());
    if (author.affiliation() != null) {
      person.put("affiliation", Map.of("@type", "Organization", "name", author.affiliation()));
    }
    return person;
  }

  private static List<Map<String, Object>> parts(Paper paper) {
    List<Map<String, Object>> parts = new ArrayList<>();
    for (PaperLink link : paper.links()) {
      Map<String, Object> part = new LinkedHashMap<>();
      switch (link.kind()) {
        case code -> {
          part.put("@type", "SoftwareSourceCode");
          part.put("codeRepository", link.url());
        }
        case dataset -> {
          part.put("@type", "Dataset");
          part.put("url", link.url());
        }
        case project, model, media -> {
          continue;
        }
      }
      parts.add(part);
    }
    return parts;
  }

  private static String description(Paper paper) {
    String text =
        paper.abstractText() != null
            ? paper.abstractText()
            : paper.summary() != null ? paper.summary() : paper.title();
    String line = Cited.oneLine(text);
    if (line.length() <= LONGEST_DESCRIPTION) {
      return line;
    }
    int cut = line.lastIndexOf(' ', LONGEST_DESCRIPTION);
    return line.substring(0, cut > 0 ? cut : LONGEST_DESCRIPTION) + "…";
  }

  static String dayOrLess(String date) {
    return date.length() > 10 ? date.substring(0, 10) : date;
  }

  /// No `<` is left, so nothing in it can end the script element or begin a comment.
  private static String json(Map<String, Object> value) {
    return JSON.writeValueAsString(value)
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
