package org.offprint.server.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.offprint.server.announce.ArxivCalendar;

/// What the fake arXiv shows of its world at a moment, in the forms of the real one.
record FakeDocuments(World world) {
  static final int OAI_PAGE = 40;
  private static final Duration OAI_AFTER = Duration.ofMinutes(150);
  private static final Duration API_AFTER = Duration.ofMinutes(60);
  private static final ArxivCalendar CALENDAR = new ArxivCalendar(Map.of());
  private static final DateTimeFormatter MAIL =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter RFC_822 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT);

  /// The last list that a service shows.
  private LocalDate shown(Instant now, Duration after) {
    LocalDate day = now.atZone(ArxivCalendar.NEW_YORK).toLocalDate().plusDays(1);
    while (!world.announces(day) || CALENDAR.announcedAt(day).plus(after).isAfter(now)) {
      day = day.minusDays(1);
    }
    return day;
  }

  // --- OAI-PMH ---

  /// A record of OAI-PMH and the day on which it changed last.
  record Dated(FakePaper paper, LocalDate stamp, LocalDate shown) {}

  List<Dated> changed(String category, LocalDate from, Instant now) {
    LocalDate shown = shown(now, OAI_AFTER);
    List<Dated> records = new ArrayList<>();
    for (FakePaper paper : world.papers()) {
      if (paper.announced().isAfter(shown) || !paper.categoriesOn(shown).contains(category)) {
        continue;
      }
      LocalDate stamp = paper.until(shown).getLast().announced();
      for (LocalDate since : paper.categories.values()) {
        stamp = since.isAfter(shown) || since.isBefore(stamp) ? stamp : since;
      }
      for (LocalDate touched : paper.touched) {
        if (!touched.atTime(12, 0).toInstant(ZoneOffset.UTC).isAfter(now)
            && touched.isAfter(stamp)) {
          stamp = touched;
        }
      }
      if (!stamp.isBefore(from)) {
        records.add(new Dated(paper, stamp, shown));
      }
    }
    records.sort(Comparator.comparing(Dated::stamp).thenComparing(Dated::paper, World.BY_ID));
    return records;
  }

  static String oai(String content) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
    <request verb="ListRecords">http://fake.invalid/oai</request>
    %s
    </OAI-PMH>
    """
        .formatted(content);
  }

  String oaiRecord(Dated dated, String prefix, boolean titled) {
    FakePaper paper = dated.paper();
    String header =
        "<identifier>oai:arXiv.org:%s</identifier><datestamp>%s</datestamp>"
            .formatted(paper.id, dated.stamp());
    if (paper.deleted != null && !paper.deleted.isAfter(dated.shown())) {
      return "<record><header status=\"deleted\">%s</header></record>".formatted(header);
    }
    List<FakePaper.Version> versions = paper.until(dated.shown());
    FakePaper.Version newest = versions.getLast();
    StringBuilder metadata = new StringBuilder();
    metadata.append("<id>").append(paper.id).append("</id>");
    if (prefix.equals("arXivRaw")) {
      metadata.append("<submitter>").append(paper.authors.getFirst()).append("</submitter>");
      for (FakePaper.Version version : versions) {
        metadata.append(
            "<version version=\"v%d\"><date>%s</date><size>%dkb</size><source_type>D</source_type></version>"
                .formatted(
                    version.number(),
                    MAIL.format(version.submitted()),
                    version.withdrawal() ? 0 : 40));
      }
    } else {
      metadata.append(
          "<created>%s</created>"
              .formatted(versions.getFirst().submitted().toString().substring(0, 10)));
    }
    if (titled) {
      metadata.append("<title>").append(escaped(newest.title())).append("</title>");
    }
    if (prefix.equals("arXivRaw")) {
      metadata.append("<authors>").append(String.join(", ", paper.authors)).append("</authors>");
    } else {
      metadata.append("<authors>");
      for (String author : paper.authors) {
        String[] names = author.split(" ");
        metadata.append(
            "<author><keyname>%s</keyname><forenames>%s</forenames></author>"
                .formatted(names[1], names[0]));
      }
      metadata.append("</authors>");
    }
    metadata
        .append("<categories>")
        .append(String.join(" ", paper.categoriesOn(dated.shown())))
        .append("</categories>");
    if (newest.withdrawal()) {
      metadata.append("<comments>This paper has been withdrawn by its authors</comments>");
    }
    metadata.append("<license>http://creativecommons.org/licenses/by/4.0/</license>");
    metadata.append("<abstract>").append(escaped(newest.text())).append("</abstract>");
    return "<record><header>%s</header><metadata><%s xmlns=\"http://arxiv.org/OAI/%s/\">%s</%s></metadata></record>"
        .formatted(header, prefix, prefix, metadata, prefix);
  }

  // --- RSS ---

  /// The day whose list the feed shows.
  static LocalDate feedDay(Instant now) {
    return now.atZone(ArxivCalendar.NEW_YORK).toLocalDate();
  }

  /// The list before that of `day`.
  LocalDate listBefore(LocalDate day) {
    LocalDate earlier = day.minusDays(1);
    while (!world.announces(earlier)) {
      earlier = earlier.minusDays(1);
    }
    return earlier;
  }

  List<FakePaper> feedPapers(String category, LocalDate day) {
    List<FakePaper> papers = new ArrayList<>();
    for (FakePaper paper : world.papers()) {
      if (paper.categoriesOn(day).contains(category)
          && (day.equals(paper.categories.get(category))
              || paper.versions.stream().anyMatch(version -> version.announced().equals(day)))) {
        papers.add(paper);
      }
    }
    return papers;
  }

  String item(FakePaper paper, String category, LocalDate day, LocalDate declared, boolean titled) {
    FakePaper.Version version = paper.until(day).getLast();
    boolean primary = paper.primary.equals(category);
    boolean first = day.equals(paper.categories.get(category));
    String kind = first ? (primary ? "new" : "cross") : primary ? "replace" : "replace-cross";
    StringBuilder categories = new StringBuilder();
    paper
        .categoriesOn(day)
        .forEach(each -> categories.append("<category>").append(each).append("</category>"));
    return """
    <item>%s<link>https://arxiv.org/abs/%s</link>
    <description>arXiv:%sv%d Announce Type: %s
    Abstract: %s</description>
    <guid isPermaLink="false">oai:arXiv.org:%sv%d</guid>%s<pubDate>%s</pubDate>
    <arxiv:announce_type>%s</arxiv:announce_type><dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
    <dc:creator>%s</dc:creator></item>
    """
        .formatted(
            titled ? "<title>" + escaped(version.title()) + "</title>" : "",
            paper.id,
            paper.id,
            version.number(),
            kind,
            escaped(version.text()),
            paper.id,
            version.number(),
            categories,
            midnight(declared),
            kind,
            String.join(", ", paper.authors));
  }

  static String feed(String category, LocalDate declared, List<String> items) {
    return """
    <?xml version='1.0' encoding='UTF-8'?>
    <rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
    <channel><title>%s updates</title><link>http://fake.invalid/rss/%s</link>
    <pubDate>%s</pubDate><skipDays><day>Saturday</day><day>Sunday</day></skipDays>
    %s
    </channel></rss>
    """
        .formatted(category, category, midnight(declared), String.join("", items));
  }

  private static String midnight(LocalDate day) {
    ZonedDateTime midnight = day.atStartOfDay(ArxivCalendar.NEW_YORK);
    return RFC_822.format(midnight);
  }

  // --- the API ---

  List<FakePaper> submitted(String category, Instant from, Instant until, Instant now) {
    LocalDate shown = shown(now, API_AFTER);
    return world.papers().stream()
        .filter(paper -> isPublic(paper, shown) && paper.categoriesOn(shown).contains(category))
        .filter(paper -> {
          Instant submitted = paper.versions.getFirst().submitted();
          return !submitted.isBefore(from) && submitted.isBefore(until.plusSeconds(60));
        })
        .sorted(Comparator.comparing(paper -> paper.versions.getFirst().submitted()))
        .toList();
  }

  List<FakePaper> named(List<String> ids, Instant now) {
    LocalDate shown = shown(now, API_AFTER);
    return ids.stream()
        .filter(world::has)
        .map(world::paper)
        .filter(paper -> isPublic(paper, shown))
        .toList();
  }

  private static boolean isPublic(FakePaper paper, LocalDate shown) {
    return !paper.announced().isAfter(shown)
        && (paper.deleted == null || paper.deleted.isAfter(shown));
  }

  String entry(FakePaper paper, Instant now, boolean titled) {
    LocalDate shown = shown(now, API_AFTER);
    List<FakePaper.Version> versions = paper.until(shown);
    FakePaper.Version newest = versions.getLast();
    StringBuilder rest = new StringBuilder();
    paper.authors.forEach(
        author -> rest.append("<author><name>").append(author).append("</name></author>"));
    rest.append("<arxiv:primary_category term=\"").append(paper.primary).append("\"/>");
    paper
        .categoriesOn(shown)
        .forEach(each -> rest.append("<category term=\"").append(each).append("\"/>"));
    return """
    <entry><id>http://arxiv.org/abs/%sv%d</id>%s<updated>%s</updated><published>%s</published>
    <summary>%s</summary>%s</entry>
    """
        .formatted(
            paper.id,
            newest.number(),
            titled ? "<title>" + escaped(newest.title()) + "</title>" : "",
            newest.submitted(),
            versions.getFirst().submitted(),
            escaped(newest.text()),
            rest);
  }

  static String answer(int total, int start, List<String> entries) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom">
    <title>answer</title>
    <opensearch:totalResults>%d</opensearch:totalResults><opensearch:startIndex>%d</opensearch:startIndex>
    %s
    </feed>
    """
        .formatted(total, start, String.join("", entries));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
