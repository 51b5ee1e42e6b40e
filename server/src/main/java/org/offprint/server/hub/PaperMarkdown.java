package org.offprint.server.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.server.web.PublicAddress;

/// A paper as a Markdown document, for readers that are programs: what the page says, in the same
/// order. The text of the paper itself stays where its authors put it.
final class PaperMarkdown {
  private PaperMarkdown() {}

  static String of(Paper paper, @Nullable Listing listing, PublicAddress address) {
    List<String> parts = new ArrayList<>();
    parts.add("# " + escaped(paper.title()));
    if (!paper.authors().isEmpty()) {
      parts.add(
          paper.authors().stream()
              .map(Author::name)
              .map(PaperMarkdown::escaped)
              .collect(Collectors.joining(", ")));
    } else if (paper.authorCount() != null) {
      parts.add(paper.authorCount() == 1 ? "1 author" : paper.authorCount() + " authors");
    }
    parts.add(facts(paper, listing, address));
    add(parts, "Abstract", paper.abstractText());
    add(parts, "In short", paper.summary());
    add(parts, "Summary by a language model", paper.machineSummary());
    if (!paper.links().isEmpty()) {
      parts.add("## Links");
      parts.add(paper.links().stream().map(PaperMarkdown::link).collect(Collectors.joining("\n")));
    }
    return String.join("\n\n", parts) + "\n";
  }

  private static String facts(Paper paper, @Nullable Listing listing, PublicAddress address) {
    List<String> facts = new ArrayList<>();
    facts.add("- Page: <" + address.of("/papers/" + paper.id()) + ">");
    if (paper.id().isArxiv()) {
      facts.add("- arXiv: <https://arxiv.org/abs/" + paper.id() + ">");
    }
    if (paper.doi() != null) {
      facts.add("- DOI: <https://doi.org/" + paper.doi() + ">");
    }
    if (paper.published() != null) {
      facts.add("- Published: " + dayOrLess(paper.published().text()));
    }
    if (listing != null) {
      facts.add("- Listed: " + listing.day());
    }
    if (paper.organisation() != null) {
      facts.add("- Organisation: " + escaped(paper.organisation().name()));
    }
    if (!paper.categories().isEmpty()) {
      facts.add("- Categories: " + String.join(", ", paper.categories()));
    }
    if (!paper.keywords().isEmpty()) {
      facts.add("- Keywords: " + escaped(String.join(", ", paper.keywords())));
    }
    if (paper.tally().upvotes() != null) {
      facts.add("- Upvotes: " + paper.tally().upvotes());
    }
    return String.join("\n", facts);
  }

  private static String dayOrLess(String date) {
    return date.length() > 10 ? date.substring(0, 10) : date;
  }

  private static void add(List<String> parts, String heading, @Nullable String text) {
    if (text != null) {
      parts.add("## " + heading);
      parts.add(text.strip());
    }
  }

  private static String link(PaperLink link) {
    return "- " + link.kind() + ": <" + link.url() + ">";
  }

  /// A line of text that must not begin a heading, a list or HTML.
  private static String escaped(String text) {
    return text.replaceAll("\\s+", " ").strip().replaceAll("([\\\\<>\\[\\]`*])", "\\\\$1");
  }
}
