package org.offprint.server.harvest;

import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.config.IngestSettings;

/// arXiv as the settings describe it.
public final class ArxivSources {
  /// arXiv asks for three seconds between requests, over all machines of a user together.
  public static final Duration PAUSE = Duration.ofSeconds(3);

  private ArxivSources() {}

  public static ArxivCalendar calendar(IngestSettings settings) {
    Map<LocalDate, String> closed = new TreeMap<>();
    for (String day : list(settings.closed())) {
      closed.put(LocalDate.parse(day), "a holiday");
    }
    return new ArxivCalendar(closed);
  }

  public static Ingest.Plan plan(IngestSettings settings) {
    return new Ingest.Plan(list(settings.categories()), settings.days(), settings.alarm());
  }

  /// How long a page may take: OAI-PMH has been seen to need a minute and a half.
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  public static List<Source> of(IngestSettings settings, ArxivCalendar calendar) {
    return at(
        settings.arxivOai(), settings.arxivRss(), settings.arxivApi(), PAUSE, TIMEOUT, calendar);
  }

  /// The same at other addresses, where a rehearsal answers.
  public static List<Source> at(
      URI oai, URI rss, URI api, Duration pause, Duration timeout, ArxivCalendar calendar) {
    return List.of(
        new ArxivOai(oai, "arXivRaw", pause, timeout, calendar),
        new ArxivFeed(rss, pause, timeout),
        new ArxivApi(api, pause, timeout, calendar),
        new ArxivGaps(api, pause, timeout));
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split("[, ]+")).filter(part -> !part.isEmpty()).distinct().toList();
  }
}
