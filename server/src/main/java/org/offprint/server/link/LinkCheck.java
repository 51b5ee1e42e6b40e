package org.offprint.server.link;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.server.fetch.Ask;
import org.offprint.server.fetch.Fetched;
import org.offprint.server.fetch.Fetcher;
import org.offprint.server.link.FoundLink.State;

/// Asks found addresses whether they are still there: one a round, each host in its own time, and
/// never again for a month after a clear answer.
public final class LinkCheck {
  private static final Duration HOST_PAUSE = Duration.ofSeconds(20);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration CLEAR = Duration.ofDays(30);
  private static final Duration UNCLEAR = Duration.ofDays(7);
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final long MOST_BYTES = 1 << 20;

  private final FoundLinks links;
  private final Fetcher fetcher;
  private final InstantSource clock;

  public LinkCheck(FoundLinks links, Fetcher fetcher, InstantSource clock) {
    this.links = links;
    this.fetcher = fetcher;
    this.clock = clock;
  }

  /// Asks the address that is due longest; returns whether there was one.
  public boolean round() throws InterruptedException {
    Optional<FoundLinks.Due> due = links.due();
    if (due.isEmpty()) {
      return false;
    }
    URI address = URI.create(due.get().url());
    Ask ask =
        new Ask(
            "links",
            "host " + address.getHost(),
            HOST_PAUSE,
            address,
            "text/html, */*;q=0.5",
            false,
            MOST_BYTES,
            TIMEOUT);
    Instant now = clock.instant();
    switch (fetcher.look(ask)) {
      case Fetched.Page page -> {
        boolean moved =
            !PaperLink.bare(page.from().toString()).equals(PaperLink.bare(due.get().url()))
                && !address.getHost().endsWith("doi.org"); // resolving is what it is for
        links.checked(
            due.get(),
            moved ? State.moved : State.ok,
            moved && PaperLink.isAddress(page.from().toString()) ? page.from().toString() : null,
            "",
            now.plus(CLEAR));
      }
      case Fetched.Unchanged() -> links.checked(due.get(), State.ok, null, "", now.plus(CLEAR));
      case Fetched.Later(Instant at, String why) ->
          links.checked(
              due.get(), null, null, why, at.isAfter(now.plus(PATIENCE)) ? at : now.plus(PATIENCE));
      case Fetched.Failed(int status, String why) -> {
        State state =
            status == 206 || status == 416
                ? State.ok
                : status == 404 || status == 410 ? State.gone : State.unclear;
        links.checked(due.get(), state, null, why, now.plus(state == State.ok ? CLEAR : UNCLEAR));
      }
    }
    return true;
  }
}
