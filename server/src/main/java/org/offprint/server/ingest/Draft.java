package org.offprint.server.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Organisation;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Tally;
import org.offprint.catalog.paper.Version;

/// A paper in the making: the readers set what their record knows; text is cleaned and bounded
/// here, once for all formats.
final class Draft {
  private static final int LONGEST_TITLE = 2_000;
  private static final int LONGEST_ABSTRACT = 100_000;
  private static final int LONGEST_LINE = 10_000;
  private static final int LONGEST_NAME = 2_000;
  private static final int MOST_AUTHORS = 20_000;
  private static final int MOST_ITEMS = 1_000;

  private final PaperId id;
  private @Nullable String title;
  private @Nullable String abstractText;
  @Nullable String summary;
  private @Nullable String machineSummary;
  private final List<Author> authors = new ArrayList<>();
  @Nullable Integer authorCount;
  @Nullable Organisation organisation;
  private @Nullable String primaryCategory;
  private final List<String> categories = new ArrayList<>();
  @Nullable SaidDate published;
  private boolean publishedInferred;
  @Nullable SaidDate updated;
  @Nullable Instant withdrawn;
  final List<Version> versions = new ArrayList<>();
  private @Nullable String doi;
  private @Nullable String journalReference;
  private @Nullable String comment;
  private @Nullable String licence;
  private final List<PaperLink> links = new ArrayList<>();
  private final List<String> keywords = new ArrayList<>();
  Tally tally = Tally.UNKNOWN;

  Draft(PaperId id) {
    this.id = id;
  }

  Draft title(String text) {
    title = bounded("title", PlainText.line(text), LONGEST_TITLE);
    return this;
  }

  Draft abstractText(@Nullable String text) {
    abstractText =
        text == null
            ? null
            : filled(bounded("abstract", PlainText.paragraphs(text), LONGEST_ABSTRACT));
    return this;
  }

  Draft machineSummary(@Nullable String text) {
    machineSummary = line("summary", text);
    return this;
  }

  Draft author(String name) {
    return author(name, null, null, null);
  }

  /// An empty name is left out: it names nobody.
  Draft author(
      String name, @Nullable String orcid, @Nullable String affiliation, @Nullable String account) {
    String clean = bounded("an author's name", PlainText.line(name), LONGEST_NAME);
    if (authors.size() >= MOST_AUTHORS) {
      throw new Unreadable("more than %d authors".formatted(MOST_AUTHORS));
    }
    if (!clean.isEmpty()) {
      authors.add(
          new Author(
              clean,
              line("orcid", orcid),
              line("affiliation", affiliation),
              line("account", account)));
    }
    return this;
  }

  Draft organisation(@Nullable String slug, String name, @Nullable String avatar) {
    String clean = line("organisation", name);
    if (clean != null) {
      organisation = new Organisation(slug != null ? slug : slug(clean), clean, avatar);
    }
    return this;
  }

  /// A key for an organisation that its source only names.
  static String slug(String name) {
    String slug = name.strip().replaceAll("[^\\w.-]+", "-").replaceAll("^-+|-+$", "");
    return slug.isEmpty() ? "organisation" : slug.substring(0, Math.min(slug.length(), 96));
  }

  Draft category(@Nullable String category) {
    String clean = line("category", category);
    if (clean != null && !categories.contains(clean)) {
      few("categories", categories).add(clean);
    }
    return this;
  }

  Draft primaryCategory(@Nullable String category) {
    primaryCategory = line("category", category);
    return this;
  }

  /// A date that the source concluded, such as the day of a listing: any stated date is better.
  Draft publishedAbout(SaidDate date) {
    published = date;
    publishedInferred = true;
    return this;
  }

  Draft doi(@Nullable String text) {
    doi = line("DOI", text);
    return this;
  }

  Draft journalReference(@Nullable String text) {
    journalReference = line("journal reference", text);
    return this;
  }

  Draft comment(@Nullable String text) {
    comment = line("comment", text);
    return this;
  }

  Draft licence(@Nullable String text) {
    licence = line("licence", text);
    return this;
  }

  /// An address that is none is left out: a paper is worth more than a link somebody mistyped.
  Draft link(PaperLink.Kind kind, @Nullable String url, String addedBy) {
    String clean = url == null ? "" : url.strip();
    if (!clean.isEmpty() && PaperLink.isAddress(clean)) {
      few("links", links).add(new PaperLink(kind, clean, addedBy));
    }
    return this;
  }

  Draft keyword(String text) {
    String clean = line("keyword", text);
    if (clean != null && !keywords.contains(clean)) {
      few("keywords", keywords).add(clean);
    }
    return this;
  }

  /// @param asOf the source's own date of the record, ISO 8601, or empty
  Paper paper(String source, Origin.Rank rank, String asOf) {
    if (title == null || title.isEmpty()) {
      throw new Unreadable("the title is missing or empty");
    }
    String digest = digest();
    Origin origin = new Origin(source, rank, asOf, digest);
    if (publishedInferred) {
      origin =
          origin.with(Map.of("published", new Origin(source, Origin.Rank.inferred, asOf, digest)));
    }
    return paper(title, origin);
  }

  private Paper paper(String knownTitle, Origin origin) {
    return new Paper(
        id,
        knownTitle,
        abstractText,
        summary,
        machineSummary,
        authors,
        authorCount,
        organisation,
        primaryCategory,
        categories,
        published,
        updated,
        withdrawn,
        versions,
        doi,
        journalReference,
        comment,
        licence,
        links,
        keywords,
        tally,
        origin);
  }

  /// Over everything but the counts, which merge by time.
  private String digest() {
    MessageDigest sha = Digests.sha256();
    for (Object fact :
        new Object[] {
          title, abstractText, summary, machineSummary, authors, authorCount, organisation,
          primaryCategory, categories, published, updated, withdrawn, versions, doi,
          journalReference, comment, licence, links, keywords
        }) {
      sha.update(String.valueOf(fact).getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
    }
    return Digests.shortHex(sha);
  }

  private static @Nullable String line(String what, @Nullable String text) {
    return text == null ? null : filled(bounded(what, PlainText.line(text), LONGEST_LINE));
  }

  private static @Nullable String filled(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String bounded(String what, String text, int longest) {
    if (text.length() > longest) {
      throw new Unreadable(
          "%s has %d characters; at most %d are read".formatted(what, text.length(), longest));
    }
    return text;
  }

  private static <T> List<T> few(String what, List<T> list) {
    if (list.size() >= MOST_ITEMS) {
      throw new Unreadable("more than %d %s".formatted(MOST_ITEMS, what));
    }
    return list;
  }
}
