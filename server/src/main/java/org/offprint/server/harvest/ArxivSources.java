package org.offprint.server.harvest;

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

  public static List<Source> of(IngestSettings settings, ArxivCalendar calendar) {
    return List.of(
        new ArxivOai(settings.arxivOai(), "arXivRaw", PAUSE, calendar),
        new ArxivFeed(settings.arxivRss(), PAUSE),
        new ArxivApi(settings.arxivApi(), PAUSE, calendar),
        new ArxivGaps(settings.arxivApi(), PAUSE));
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split("[, ]+")).filter(part -> !part.isEmpty()).distinct().toList();
  }
}
