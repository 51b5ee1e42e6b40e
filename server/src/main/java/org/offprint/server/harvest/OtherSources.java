package org.offprint.server.harvest;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.offprint.server.config.SourcesSettings;
import org.offprint.server.harvest.Following.Followed;

/// What is followed besides arXiv, as the settings describe it.
public final class OtherSources {
  /// Hugging Face allows anonymous callers 500 requests in 300 seconds; a third of it is enough.
  private static final Duration HUB_PAUSE = Duration.ofSeconds(2);

  private static final Duration HUB_EVERY = Duration.ofHours(1);

  /// Votes come for two weeks.
  private static final int HUB_SETTLED = 14;

  private static final Duration PREPRINT_PAUSE = Duration.ofSeconds(2);
  private static final Duration PREPRINT_EVERY = Duration.ofHours(3);

  /// A day's postings are out the day after it; a second look costs little.
  private static final int PREPRINT_SETTLED = 3;

  private OtherSources() {}

  public static List<Followed> of(SourcesSettings settings) {
    List<Followed> followed = new ArrayList<>();
    hubs(settings)
        .forEach(base ->
            followed.add(
                new Followed(
                    new Hub(base, HUB_PAUSE),
                    List.of(Hub.CHANNEL),
                    settings.hubDays(),
                    HUB_SETTLED,
                    HUB_EVERY)));
    List<String> preprints = list(settings.biorxiv());
    if (!preprints.isEmpty()) {
      followed.add(
          new Followed(
              new Biorxiv(settings.biorxivApi(), PREPRINT_PAUSE),
              preprints,
              settings.biorxivDays(),
              PREPRINT_SETTLED,
              PREPRINT_EVERY));
    }
    return followed;
  }

  /// Addresses that somebody configured, which may be private.
  public static Stream<URI> addresses(SourcesSettings settings) {
    return Stream.concat(hubs(settings), Stream.of(settings.biorxivApi(), settings.openalexApi()));
  }

  private static Stream<URI> hubs(SourcesSettings settings) {
    return list(settings.hub()).stream().map(URI::create);
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split("[, ]+")).filter(part -> !part.isEmpty()).distinct().toList();
  }
}
