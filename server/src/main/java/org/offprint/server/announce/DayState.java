package org.offprint.server.announce;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;

/// How a category's day stands.
///
/// @param announced how many papers, new and cross-listed, sources named
/// @param missing those of them that are not here
/// @param usual the median of the days before, or null where there are too few to say
/// @param why the state in a sentence
/// @param since when it became so
/// @param checked when it was last looked at
public record DayState(
    LocalDate day,
    String category,
    State state,
    int announced,
    List<PaperId> missing,
    @Nullable Integer usual,
    String why,
    Instant since,
    Instant checked) {
  public enum State {
    /// The sources agree on what was announced, and all of it is here.
    complete,
    /// Something that was announced is missing.
    partial,
    /// Nothing is known to be missing, but the sources do not agree yet, or too few have spoken.
    unconfirmed,
    /// Not out yet, or just out.
    awaited,
    /// Nothing was announced.
    nothing;

    /// Whether there is nothing left to do.
    public boolean isSettled() {
      return this == complete || this == nothing;
    }

    /// From the one that most needs to be known to the one that least does.
    private static final List<State> FIRST =
        List.of(partial, unconfirmed, awaited, complete, nothing);

    /// How several categories stand together; empty where there is none.
    public static Optional<State> leastSettled(Collection<State> states) {
      return FIRST.stream().filter(states::contains).findFirst();
    }
  }

  public DayState {
    missing = List.copyOf(missing);
  }
}
