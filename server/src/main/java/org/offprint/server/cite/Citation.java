package org.offprint.server.cite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Paper;
import tools.jackson.databind.json.JsonMapper;

/// The forms in which reference managers take a paper. All keep the order of the authors.
public enum Citation {
  bib("application/x-bibtex", "BibTeX"),
  ris("application/x-research-info-systems", "RIS"),
  csl("application/vnd.citationstyles.csl+json", "CSL-JSON");

  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private final String mediaType;
  private final String words;

  Citation(String mediaType, String words) {
    this.mediaType = mediaType;
    this.words = words;
  }

  public String mediaType() {
    return mediaType;
  }

  /// What people call it.
  public String words() {
    return words;
  }

  /// What the address of a paper ends with.
  public String extension() {
    return this == csl ? ".csl.json" : "." + name();
  }

  public String of(Paper paper) {
    Cited cited = new Cited(paper);
    return switch (this) {
      case bib -> bibtex(cited);
      case ris -> ris(cited);
      case csl -> JSON.writeValueAsString(List.of(csl(cited))) + "\n";
    };
  }

  private static String bibtex(Cited cited) {
    Paper paper = cited.paper();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("title", "{" + Tex.escape(cited.title()) + "}"); // inner braces keep the capitals
    if (!cited.names().isEmpty()) {
      fields.put(
          "author",
          cited.names().stream().map(Citation::bibtexName).collect(Collectors.joining(" and ")));
    }
    List<Integer> date = cited.date();
    if (!date.isEmpty()) {
      fields.put("year", String.valueOf(date.get(0)));
    }
    if (paper.id().isArxiv()) {
      fields.put("eprint", paper.id().value());
      fields.put("archivePrefix", "arXiv");
      if (paper.primaryCategory() != null) {
        fields.put("primaryClass", paper.primaryCategory());
      }
    }
    cited.doi().ifPresent(doi -> fields.put("doi", doi));
    cited.url().ifPresent(url -> fields.put("url", url));
    if (paper.journalReference() != null) {
      fields.put("note", Tex.escape(Cited.oneLine(paper.journalReference())));
    }
    StringJoiner entry = new StringJoiner(",\n", "@misc{" + cited.key() + ",\n", "\n}\n");
    fields.forEach((name, value) -> entry.add("  " + name + " = {" + value + "}"));
    if (date.size() > 1) {
      entry.add(
          "  month = " + MONTHS.get(date.get(1) - 1)); // a macro of every style, without braces
    }
    return entry.toString();
  }

  /// A name that is one unit, such as a group's, stands in braces so that nobody divides it; so
  /// does one that holds the word that divides names.
  private static String bibtexName(PersonName name) {
    boolean unit = name.given().isEmpty() && name.family().contains(" ");
    boolean divides = name.familyFirst().toLowerCase(Locale.ROOT).contains(" and ");
    String tex = Tex.escape(name.familyFirst());
    return unit || divides ? "{" + tex + "}" : tex;
  }

  private static String ris(Cited cited) {
    Paper paper = cited.paper();
    List<String> lines = new ArrayList<>();
    lines.add("TY  - UNPB");
    lines.add("TI  - " + cited.title());
    cited.names().forEach(name -> lines.add("AU  - " + risName(name)));
    List<Integer> date = cited.date();
    if (!date.isEmpty()) {
      lines.add("PY  - " + date.getFirst());
      lines.add("DA  - " + slashed(date));
    }
    cited.abstractText().ifPresent(text -> lines.add("AB  - " + text));
    paper.keywords().forEach(word -> lines.add("KW  - " + Cited.oneLine(word)));
    cited.doi().ifPresent(doi -> lines.add("DO  - " + doi));
    if (paper.id().isArxiv()) {
      lines.add("PB  - arXiv");
      lines.add("AN  - arXiv:" + paper.id());
      lines.add("M3  - Preprint");
    }
    cited.url().ifPresent(url -> lines.add("UR  - " + url));
    cited.pdf().ifPresent(pdf -> lines.add("L1  - " + pdf));
    lines.add("ID  - " + cited.key());
    lines.add("ER  - ");
    return String.join("\r\n", lines) + "\r\n";
  }

  /// RIS puts the suffix last: `King, Martin Luther, Jr.`
  private static String risName(PersonName name) {
    return name.family()
        + (name.given().isEmpty() ? "" : ", " + name.given())
        + (name.suffix().isEmpty() ? "" : ", " + name.suffix());
  }

  static String slashed(List<Integer> date) {
    return date.stream()
        .map(part -> String.format(Locale.ROOT, "%02d", part))
        .collect(Collectors.joining("/"));
  }

  private static Map<String, Object> csl(Cited cited) {
    Paper paper = cited.paper();
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("id", cited.key());
    item.put("type", "article");
    item.put("title", cited.title());
    if (!paper.authors().isEmpty()) {
      item.put("author", paper.authors().stream().map(Citation::cslName).toList());
    }
    if (!cited.date().isEmpty()) {
      item.put("issued", Map.of("date-parts", List.of(cited.date())));
    }
    cited.abstractText().ifPresent(text -> item.put("abstract", text));
    if (paper.id().isArxiv()) {
      item.put("publisher", "arXiv");
      item.put("number", "arXiv:" + paper.id());
      item.put("genre", "preprint");
    }
    cited.doi().ifPresent(doi -> item.put("DOI", doi));
    cited.url().ifPresent(url -> item.put("URL", url));
    if (!paper.keywords().isEmpty()) {
      item.put("keyword", String.join(", ", paper.keywords()));
    }
    return item;
  }

  private static Map<String, String> cslName(Author author) {
    PersonName name = PersonName.of(author.name());
    Map<String, String> parts = new LinkedHashMap<>();
    if (name.given().isEmpty()) {
      parts.put("literal", name.family());
    } else {
      parts.put("family", name.family());
      parts.put("given", name.given());
      if (!name.suffix().isEmpty()) {
        parts.put("suffix", name.suffix());
      }
    }
    return parts;
  }
}
