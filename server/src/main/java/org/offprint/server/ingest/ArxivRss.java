package org.offprint.server.ingest;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;

/// arXiv's daily feeds: RSS with the kind of announcement of each item.
record ArxivRss() implements Format {
  private static final Pattern FEED = Pattern.compile("<(rss|item)[\\s/>]");
  private static final Pattern BEFORE_ABSTRACT = Pattern.compile("(?s)^.*?\\bAbstract:\\s*");

  @Override
  public String name() {
    return "arXiv RSS";
  }

  @Override
  public boolean recognises(String opening) {
    return FEED.matcher(opening).find();
  }

  @Override
  public void read(SourceFile file, Consumer<Raw> records) throws IOException {
    Xml.refuseDoctype(file);
    new XmlRecords("item", ArxivRss::said).read(file, records, outside -> {});
  }

  private static Said said(String xml) {
    XmlElement item = XmlElement.parse(xml);
    String guid = item.neededText("guid").strip();
    PaperId id =
        PaperId.parse(guid)
            .orElseThrow(
                () -> new Unreadable("<guid> is not a paper: '%s'".formatted(Fields.cut(guid))));
    String description = item.text("description");
    Draft draft =
        new Draft(id)
            .title(item.neededText("title"))
            .abstractText(description == null ? null : abstractOf(description))
            .licence(item.text("rights"));
    ArxivFacts.authors(draft, item.text("creator"));
    for (XmlElement category : item.all("category")) {
      draft.category(category.text());
    }
    if (!item.all("category").isEmpty()) {
      draft.primaryCategory(item.all("category").getFirst().text());
    }
    LocalDate day = day(item.neededText("pubDate"));
    if ("new".equals(item.text("announce_type"))) {
      draft.publishedAbout(new SaidDate(day.toString()));
    }
    return new Said.OfPaper(draft.paper("arxiv-rss", Origin.Rank.feed, day.toString()), null);
  }

  /// Without `arXiv:2411.09009v1 Announce Type: new`.
  static String abstractOf(String description) {
    return BEFORE_ABSTRACT.matcher(description).replaceFirst("");
  }

  private static LocalDate day(String date) {
    try {
      return ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toLocalDate();
    } catch (DateTimeException e) {
      throw new Unreadable(
          "<pubDate> is '%s': expected one like Fri, 15 Nov 2024 00:00:00 -0500"
              .formatted(Fields.cut(date)),
          e);
    }
  }
}
