package org.offprint.server.ingest;

import java.io.IOException;
import java.time.DateTimeException;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.PaperReference;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Version;

/// Answers of the arXiv API: Atom with arXiv's own elements.
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
