package org.offprint.server.site;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.ingest.Quarantine;
import org.offprint.server.ingest.Quarantine.Kept;
import org.offprint.server.ingest.Quarantine.State;
import org.offprint.server.ingest.Quarantine.Which;

/// Records that could not be read.
///
/// @param waiting how many wait, by source
public record QuarantinePage(
    Which which, List<Quarantine.Count> waiting, List<Kept> records, ListPage.Paging paging) {
  static String address(Which which) {
    List<String> parts = new ArrayList<>();
    if (!which.source().isEmpty()) {
      parts.add("source=" + URLEncoder.encode(which.source(), StandardCharsets.UTF_8));
    }
    if (!which.reason().isEmpty()) {
      parts.add("reason=" + URLEncoder.encode(which.reason(), StandardCharsets.UTF_8));
    }
    if (which.state() != State.waiting) {
      parts.add("state=" + which.state());
    }
    return "/ingest/quarantine" + (parts.isEmpty() ? "" : "?" + String.join("&", parts));
  }

  public String of(State state) {
    return address(new Which(which.source(), which.reason(), state));
  }

  /// Every source with a record that waits, and the one that is asked for.
  public List<String> sources() {
    List<String> sources = new ArrayList<>(waiting.stream().map(Quarantine.Count::source).toList());
    if (!which.source().isEmpty() && !sources.contains(which.source())) {
      sources.add(which.source());
    }
    return sources;
  }

  public static String word(State state) {
    return switch (state) {
      case waiting -> "waiting";
      case stored -> "stored after a retry";
      case discarded -> "discarded";
    };
  }

  /// Where it came from, with the line of a file.
  public static String place(Kept kept) {
    return kept.line() == 0 ? kept.source() : kept.source() + ", line " + Words.number(kept.line());
  }

  /// The page of the paper that it seems to be about; empty where nobody knows.
  public static String paper(Kept kept) {
    return kept.key() == null ? "" : Addresses.paper(new PaperId(kept.key()));
  }

  /// One of them, whole.
  ///
  /// @param proof what a form must carry
  /// @param tried whether it was tried again just now
  public record One(Kept kept, String proof, boolean tried) {
    public String heading() {
      return "Record " + kept.id() + " in quarantine";
    }

    public String said() {
      return switch (kept.state()) {
        case waiting ->
            tried
                ? "It was tried again, and still cannot be read."
                : kept.attempts() == 0
                    ? "It waits for somebody to look at it."
                    : "It waits, after %s to read it again."
                        .formatted(Words.count(kept.attempts(), "attempt", "attempts"));
        case stored -> "It was read when it was tried again, and is stored.";
        case discarded -> "It was discarded.";
      };
    }
  }
}
