package org.offprint.server.harvest;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.offprint.server.ingest.Batch;

/// The arXiv API, asked for papers by their identifiers: what a source named and nobody sent.
record ArxivGaps(URI base, Duration pause, Duration timeout) implements Source {
  static final String NAME = "arxiv-gaps";

  /// As many as fit into an address.
  static final int MOST = 50;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String gate() {
    return "arxiv";
  }

  @Override
  public String accept() {
    return "application/atom+xml";
  }

  /// The channel is the identifiers, with commas between them.
  @Override
  public URI address(Walk walk) {
    return URI.create("%s?id_list=%s&max_results=%d".formatted(base, walk.channel(), MOST));
  }

  @Override
  public SourcePage read(Walk walk, byte[] body) {
    return new SourcePage(Batch.read(ArxivRecords.of(name(), body, "feed")), List.of(), null, null);
  }
}
