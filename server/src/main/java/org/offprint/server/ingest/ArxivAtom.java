package org.offprint.server.ingest;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.PaperReference;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Version;

/// Answers of the arXiv API, and the Atom form of arXiv's daily feeds: Atom with arXiv's own
/// elements.
record ArxivAtom() implements Format {
  private static final Pattern FEED = Pattern.compile("<(feed|entry)[\\s/>]");

  @Override
  public String name() {
    return "arXiv Atom";
  }

  @Override
  public boolean recognises(String opening) {
    return FEED.matcher(opening).find() && !opening.contains("<OAI-PMH");
  }

  @Override
  public void read(SourceFile file, Consumer<Raw> records) throws IOException {
    Xml.refuseDoctype(file);
    new XmlRecords("entry", ArxivAtom::said).read(file, records, outside -> {});
  }

  private static Said said(String xml) {
    XmlElement entry = XmlElement.parse(xml);
    String address = entry.neededText("id").strip();
    if (address.contains("/api/errors")) {
      String summary = entry.text("summary");
      throw new Unreadable(
          "arXiv answered an error: "
              + Fields.cut(summary == null ? address : PlainText.line(summary)));
    }
    PaperReference reference =
        PaperReference.parse(address)
            .orElseThrow(
                () -> new Unreadable("<id> is not a paper: '%s'".formatted(Fields.cut(address))));
    if (entry.first("announce_type") != null) {
      return ofFeed(entry, reference);
    }
    Draft draft =
        new Draft(reference.id())
            .title(entry.neededText("title"))
            .abstractText(entry.text("summary"))
            .comment(entry.text("comment"))
            .journalReference(entry.text("journal_ref"))
            .doi(entry.text("doi"));
    for (XmlElement author : entry.all("author")) {
      draft.author(author.neededText("name"), null, author.text("affiliation"), null);
    }
    XmlElement primary = entry.first("primary_category");
    draft.primaryCategory(primary == null ? null : primary.attribute("term"));
    for (XmlElement category : entry.all("category")) {
      draft.category(category.attribute("term"));
    }
    draft.published = date(entry.text("published"));
    draft.updated = date(entry.text("updated"));
    version(draft, reference.version());
    return new Said.OfPaper(
        draft.paper(
            "arxiv-atom", Origin.Rank.arxiv, draft.updated == null ? "" : draft.updated.text()),
        null);
  }

  /// An entry of the daily feed: what the RSS form says, in Atom's elements. Its date is that of
  /// the announcement.
  private static Said ofFeed(XmlElement entry, PaperReference reference) {
    String summary = entry.text("summary");
    Draft draft =
        new Draft(reference.id())
            .title(entry.neededText("title"))
            .abstractText(summary == null ? null : ArxivRss.abstractOf(summary))
            .licence(entry.text("rights"));
    ArxivFacts.authors(draft, entry.text("creator"));
    if (entry.first("creator") == null) {
      entry.all("author").forEach(author -> ArxivFacts.authors(draft, author.neededText("name")));
    }
    for (XmlElement category : entry.all("category")) {
      draft.category(category.attribute("term"));
    }
    if (!entry.all("category").isEmpty()) {
      draft.primaryCategory(entry.all("category").getFirst().attribute("term"));
    }
    SaidDate announced = moment(entry.neededText("published"));
    if ("new".equals(entry.text("announce_type"))) {
      draft.publishedAbout(announced);
    }
    return new Said.OfPaper(draft.paper("arxiv-rss", Origin.Rank.feed, announced.text()), null);
  }

  /// The day in New York, which is what the feed writes with its offset.
  private static SaidDate moment(String text) {
    try {
      return SaidDate.of(OffsetDateTime.parse(text.strip()).toLocalDate());
    } catch (DateTimeException e) {
      throw new Unreadable(
          "<published> is '%s': expected one like 2024-11-15T00:00:00-05:00"
              .formatted(Fields.cut(text)),
          e);
    }
  }

  /// The answer names the newest version and its date, and the date of the first.
  private static void version(Draft draft, OptionalInt newest) {
    for (int number = 1; number <= newest.orElse(0); number++) {
      SaidDate date =
          number == newest.orElse(0) ? draft.updated : number == 1 ? draft.published : null;
      draft.versions.add(new Version(number, date == null ? null : date.instant(), null));
    }
  }

  static @Nullable SaidDate date(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return Fields.said(text.strip());
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new Unreadable(
          "'%s' is not a date: expected 2024-11-13 or 2024-11-13T20:30:37Z"
              .formatted(Fields.cut(text)),
          e);
    }
  }
}
