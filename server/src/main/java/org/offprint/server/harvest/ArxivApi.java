package org.offprint.server.harvest;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.announce.Sighting;
import org.offprint.server.ingest.Batch;
import org.offprint.server.ingest.Raw;
import org.offprint.server.paper.Papers.Offered;

/// The arXiv API, asked for the papers of a category that were submitted for a day's list: the
/// third witness, and the one for days long past. It does not say when a paper was announced, so it
/// puts none on a list; it only says which the others must know.
record ArxivApi(URI base, Duration pause, Duration timeout, ArxivCalendar calendar)
    implements Source {
  private static final int PAGE = 200;
  private static final Pattern TOTAL =
      Pattern.compile("<opensearch:totalResults[^>]{0,200}>[^<]{0,20}</opensearch:totalResults>");
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyyMMddHHmm").withZone(ZoneOffset.UTC);

  @Override
  public String name() {
    return Announcements.API;
  }

  @Override
  public String gate() {
    return "arxiv";
  }

  @Override
  public String accept() {
    return "application/atom+xml";
  }

  @Override
  public URI address(Walk walk) {
    ArxivCalendar.Window window = calendar.window(walk.day());
    String query =
        "cat:%s AND submittedDate:[%s TO %s]"
            .formatted(walk.channel(), MINUTE.format(window.from()), MINUTE.format(window.until()));
    return URI.create(
        "%s?search_query=%s&start=%d&max_results=%d&sortBy=submittedDate&sortOrder=ascending"
            .formatted(base, URLEncoder.encode(query, StandardCharsets.UTF_8), start(walk), PAGE));
  }

  private static int start(Walk walk) {
    return walk.cursor() == null ? 0 : Integer.parseInt(walk.cursor());
  }

  @Override
  public SourcePage read(Walk walk, byte[] body) {
    List<Raw> records = ArxivRecords.of(name(), body, "feed");
    int total = total(ArxivRecords.text(body));
    int reached = start(walk) + records.size();
    if (records.isEmpty() && reached < total) {
      throw new BrokenPage(
          "arXiv sent an empty page where %d of %d papers were to come"
              .formatted(total - reached, total));
    }
    Batch batch = Batch.read(records);
    ArxivCalendar.Window window = calendar.window(walk.day());
    List<Sighting> sightings = new ArrayList<>();
    for (Offered offered : batch.papers()) {
      Paper paper = offered.paper();
      @Nullable Instant submitted = moment(paper.published());
      if (submitted != null
          && window.contains(submitted)
          && ArxivRecords.isIn(paper, walk.channel())) {
        sightings.add(
            new Sighting(
                walk.day(), walk.channel(), paper.id(), name(), Sighting.Kind.SUBMITTED, 1, true));
      }
    }
    return new SourcePage(
        batch, sightings, reached < total ? String.valueOf(reached) : null, walk.day());
  }

  private static @Nullable Instant moment(@Nullable SaidDate published) {
    return published == null ? null : published.instant();
  }

  static int total(String xml) {
    @Nullable String total = ArxivRecords.first(xml, TOTAL);
    if (total == null || !total.matches("\\d{1,9}")) {
      throw new BrokenPage("the answer does not say how many papers there are in all");
    }
    return Integer.parseInt(total);
  }

  @Override
  public List<LocalDate> tells(Walk walk, SourcePage last) {
    return List.of(walk.day());
  }
}
