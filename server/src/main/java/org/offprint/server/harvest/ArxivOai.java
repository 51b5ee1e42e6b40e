package org.offprint.server.harvest;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.announce.Sighting;
import org.offprint.server.announce.Sighting.Kind;
import org.offprint.server.ingest.Batch;
import org.offprint.server.ingest.Raw;

/// arXiv by OAI-PMH: every record of a category that changed on a day or since. A record that
/// changes again moves to its new day, so a walk never ends at a day in the past.
///
/// @param prefix `arXivRaw`, with the history of versions, or `arXiv`, with names in their parts
record ArxivOai(URI base, String prefix, Duration pause, Duration timeout, ArxivCalendar calendar)
    implements Source {
  /// How long after the announcement the records have changed: about 22:30 in New York.
  static final Duration AFTER = Duration.ofMinutes(150);

  private static final Pattern TOKEN =
      Pattern.compile("<resumptionToken[^>]{0,400}>[^<]{0,4000}</resumptionToken>");
  private static final Pattern ERROR =
      Pattern.compile(
          "<error\\s[^>]{0,200}code\\s*=\\s*[\"'](\\w{1,40})[\"'][^>]{0,200}>([^<]{0,400})");
  private static final Set<String> PHYSICS =
      Set.of(
          "astro-ph",
          "cond-mat",
          "gr-qc",
          "hep-ex",
          "hep-lat",
          "hep-ph",
          "hep-th",
          "math-ph",
          "nlin",
          "nucl-ex",
          "nucl-th",
          "physics",
          "quant-ph");

  @Override
  public String name() {
    return prefix.equals("arXivRaw") ? Announcements.OAI : "arxiv-oai-names";
  }

  @Override
  public String gate() {
    return "arxiv";
  }

  @Override
  public String accept() {
    return "text/xml";
  }

  @Override
  public URI address(Walk walk) {
    String query =
        walk.cursor() == null
            ? "metadataPrefix=%s&set=%s&from=%s"
                .formatted(prefix, encoded(set(walk.channel())), calendar.before(walk.day()))
            : "resumptionToken=" + encoded(walk.cursor());
    return URI.create(base + "?verb=ListRecords&" + query);
  }

  /// `cs:cs:CL` for cs.CL, `physics:hep-th` for hep-th, `physics:astro-ph:GA` for astro-ph.GA.
  static String set(String category) {
    int dot = category.indexOf('.');
    String archive = dot < 0 ? category : category.substring(0, dot);
    String group = PHYSICS.contains(archive) ? "physics" : archive;
    return dot < 0
        ? group.equals(archive) ? archive : group + ":" + archive
        : group + ":" + archive + ":" + category.substring(dot + 1);
  }

  @Override
  public SourcePage read(Walk walk, byte[] body) {
    String text = ArxivRecords.text(body);
    Matcher error = ERROR.matcher(text);
    if (error.find()) {
      switch (error.group(1)) {
        case "noRecordsMatch" -> {
          return new SourcePage(Batch.read(List.of()), List.of(), null, null);
        }
        case "badResumptionToken" ->
            throw BrokenPage.cursorForgotten("arXiv has forgotten the resumption token");
        default ->
            throw new BrokenPage(
                "arXiv answered %s: %s".formatted(error.group(1), error.group(2).strip()));
      }
    }
    List<Raw> records = ArxivRecords.of(name(), body, "OAI-PMH");
    List<Sighting> sightings = new ArrayList<>();
    if (prefix.equals("arXivRaw")) {
      for (Raw record : records) {
        ArxivHeader.of(record.text().get()).ifPresent(header -> sight(walk, header, sightings));
      }
    }
    return new SourcePage(Batch.read(records), sightings, ArxivRecords.first(text, TOKEN), null);
  }

  /// A version that was submitted for the list of the very day on which the record changed was
  /// announced on it. Another one was held back, or only its record changed: which of them, is
  /// concluded from what was seen before.
  private void sight(Walk walk, ArxivHeader header, List<Sighting> sightings) {
    String category = walk.channel();
    LocalDate changed = ArxivCalendar.weekday(header.stamp());
    if (header.deleted()) {
      sightings.add(said(header, category, changed, Kind.DELETED, null, false, null));
      return;
    }
    if (!header.isIn(category)) {
      return;
    }
    List<Instant> versions = header.submitted();
    if (versions.isEmpty()) { // cannot be read, and so may be new
      sightings.add(said(header, category, changed, Kind.NEW, null, false, null));
      return;
    }
    boolean primary = header.isPrimary(category);
    int newest = versions.size();
    LocalDate list = calendar.listOf(versions.getLast());
    boolean due = !list.isBefore(changed);
    Kind kind = newest > 1 ? replaced(primary) : first(primary);
    sightings.add(
        said(header, category, due ? changed : list, kind, newest, due, due ? null : changed));
    if (!due) {
      sightings.add(said(header, category, changed, Kind.CHANGED, newest, false, null));
    }
    LocalDate firstList = calendar.listOf(versions.getFirst());
    if (newest > 1 && firstList.isBefore(changed) && !firstList.isBefore(walk.day())) {
      sightings.add(said(header, category, firstList, first(primary), 1, false, null));
    }
  }

  private static Kind first(boolean primary) {
    return primary ? Kind.NEW : Kind.CROSS;
  }

  private static Kind replaced(boolean primary) {
    return primary ? Kind.REPLACE : Kind.REPLACE_CROSS;
  }

  private Sighting said(
      ArxivHeader header,
      String category,
      LocalDate day,
      Kind kind,
      @Nullable Integer version,
      boolean due,
      @Nullable LocalDate heldUntil) {
    return new Sighting(day, category, header.paper(), name(), kind, version, due, heldUntil);
  }

  /// Every list whose records had changed when the walk began; what changed later lies outside it.
  /// Days on which a holiday leaves no list are among them, since the calendar may be wrong.
  @Override
  public List<LocalDate> tells(Walk walk, SourcePage last) {
    List<LocalDate> days = new ArrayList<>();
    if (prefix.equals("arXivRaw")) {
      LocalDate day = ArxivCalendar.weekday(walk.day());
      while (!calendar.announcedAt(day).plus(AFTER).isAfter(walk.began())) {
        days.add(day);
        day = ArxivCalendar.weekday(day.plusDays(1));
      }
    }
    return days;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
