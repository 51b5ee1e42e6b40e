package org.offprint.server.harvest;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.announce.Sighting;
import org.offprint.server.announce.Sighting.Kind;
import org.offprint.server.ingest.Batch;
import org.offprint.server.paper.Papers.Offered;

/// arXiv by OAI-PMH: every record of a category that changed on a day or since. A record that
/// changes again moves to its new day, so a walk never ends at a day in the past.
///
/// @param prefix `arXivRaw`, with the history of versions, or `arXiv`, with names in their parts
record ArxivOai(URI base, String prefix, Duration pause, ArxivCalendar calendar) implements Source {
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
    return prefix.equals("arXivRaw") ? "arxiv-oai" : "arxiv-oai-names";
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
    Batch batch = Batch.read(ArxivRecords.of(name(), body, "OAI-PMH"));
    List<Sighting> sightings = new ArrayList<>();
    if (prefix.equals("arXivRaw")) {
      for (Offered offered : batch.papers()) {
        sight(walk.channel(), offered.paper(), sightings);
      }
    }
    return new SourcePage(batch, sightings, ArxivRecords.first(text, TOKEN), null);
  }

  /// A version that was submitted for the list of the very day on which the record changed was
  /// announced on it. Another one was held back, or only its record changed: which of them, the
  /// harvester knows from what it saw before.
  private void sight(String category, Paper paper, List<Sighting> sightings) {
    Instant submitted = ArxivRecords.newest(paper);
    LocalDate stamped = stamp(paper);
    if (submitted == null || stamped == null || !ArxivRecords.isIn(paper, category)) {
      return;
    }
    int version = paper.versions().getLast().number();
    LocalDate list = calendar.listOf(submitted);
    LocalDate changed = calendar.onOrAfter(stamped);
    Kind kind =
        version == 1
            ? ArxivRecords.firstSeen(paper, category)
            : ArxivRecords.replaced(paper, category);
    sightings.add(
        new Sighting(
            list.isAfter(changed) ? changed : list,
            category,
            paper.id(),
            name(),
            kind,
            version,
            list.equals(changed)));
    if (list.isBefore(changed)) {
      sightings.add(
          new Sighting(changed, category, paper.id(), name(), Kind.CHANGED, version, false));
    }
  }

  private static @Nullable LocalDate stamp(Paper paper) {
    try {
      return LocalDate.parse(paper.origin().asOf().substring(0, 10));
    } catch (DateTimeException | StringIndexOutOfBoundsException e) {
      return null;
    }
  }

  /// Every list that was out when the walk began; what changed later lies outside it.
  @Override
  public List<LocalDate> tells(Walk walk, SourcePage last) {
    List<LocalDate> days = new ArrayList<>();
    LocalDate latest = calendar.latest(walk.began());
    if (prefix.equals("arXivRaw")) {
      for (LocalDate day = calendar.onOrAfter(walk.day());
          !day.isAfter(latest);
          day = calendar.after(day)) {
        days.add(day);
      }
    }
    return days;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
