package org.offprint.server.harvest;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place that papers come from, asked page by page. A source only says where a page is and what
/// it says: the {@link Harvester} asks politely, stores what was read together with the place where
/// it goes on, and so goes on after any interruption.
public interface Source {
  /// What it is called in the log, the states of days and the origins of facts: `arxiv-oai`.
  String name();

  /// The gate that its requests share with those of other sources of the same host.
  String gate();

  /// How long the gate stays closed after a request.
  Duration pause();

  /// Media types, as in the `Accept` header.
  String accept();

  /// How long an answer may take.
  default Duration timeout() {
    return Duration.ofMinutes(2);
  }

  /// Whether a page that did not change since it was last read may be left out.
  default boolean conditional() {
    return false;
  }

  /// Whether it says which papers of a category of arXiv are announced on a day, so that a failure
  /// of it bears on that day's state.
  default boolean isWitness() {
    return true;
  }

  /// Where the next page is.
  URI address(Walk walk);

  /// What a page says.
  ///
  /// @throws BrokenPage if it is cut, no answer at all, or an error in the source's own words
  SourcePage read(Walk walk, byte[] body);

  /// The days about which a finished walk has said all that the source has.
  default List<LocalDate> tells(Walk walk, SourcePage last) {
    return List.of();
  }

  /// A walk through the pages of a source.
  ///
  /// @param channel which of its lists: a category of arXiv, a collection, or the name of a server
  /// @param day the list of that day, or everything from that day on, as the source has it
  /// @param cursor where it goes on, in the source's own words; null at the beginning
  /// @param began when the walk began
  record Walk(String channel, LocalDate day, @Nullable String cursor, Instant began) {}
}
