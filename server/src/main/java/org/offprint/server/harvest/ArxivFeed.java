package org.offprint.server.harvest;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperReference;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.Sighting;
import org.offprint.server.announce.Sighting.Kind;
import org.offprint.server.ingest.Batch;
import org.offprint.server.ingest.Raw;
import org.offprint.server.ingest.Unreadable;
import org.offprint.server.ingest.XmlElement;

/// arXiv's daily RSS feed of a category: the list of one day, the last one, with the kind of each
/// announcement. An item names its paper even where nothing else in it can be read.
record ArxivFeed(URI base, Duration pause, Duration timeout) implements Source {
  private static final Pattern DATE = Pattern.compile("<pubDate>[^<]{0,100}</pubDate>");

  @Override
  public String name() {
    return Announcements.FEED;
  }

  @Override
  public String gate() {
    return "arxiv";
  }

  @Override
  public String accept() {
    return "application/rss+xml, application/xml;q=0.9, text/xml;q=0.8";
  }

  @Override
  public URI address(Walk walk) {
    return URI.create(base + "/rss/" + walk.channel());
  }

  @Override
  public SourcePage read(Walk walk, byte[] body) {
    List<Raw> records = ArxivRecords.of(name(), body, "rss");
    LocalDate day = day(ArxivRecords.text(body));
    List<Sighting> sightings = new ArrayList<>();
    for (Raw record : records) {
      sighting(walk.channel(), day, record).ifPresent(sightings::add);
    }
    return new SourcePage(Batch.read(records), sightings, null, day);
  }

  private static LocalDate day(String xml) {
    @Nullable String date = ArxivRecords.first(xml, DATE);
    try {
      return ZonedDateTime.parse(String.valueOf(date), DateTimeFormatter.RFC_1123_DATE_TIME)
          .withZoneSameInstant(org.offprint.server.announce.ArxivCalendar.NEW_YORK)
          .toLocalDate();
    } catch (DateTimeException e) {
      throw new BrokenPage("the feed does not say its day: <pubDate> is " + date);
    }
  }

  private Optional<Sighting> sighting(String category, LocalDate day, Raw record) {
    try {
      XmlElement item = XmlElement.parse(record.text().get());
      Kind kind = Kind.of(item.neededText("announce_type").strip());
      return PaperReference.parse(item.neededText("guid").strip())
          .map(paper ->
              new Sighting(
                  day,
                  category,
                  paper.id(),
                  name(),
                  kind,
                  paper.version().isPresent() ? paper.version().getAsInt() : null,
                  true));
    } catch (Unreadable | IllegalArgumentException e) {
      return Optional.empty(); // the batch has it among what cannot be read
    }
  }

  @Override
  public List<LocalDate> tells(Walk walk, SourcePage last) {
    return last.of() == null ? List.of() : List.of(last.of());
  }
}
