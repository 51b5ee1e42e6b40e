package org.offprint.catalog.result;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import tools.jackson.core.JacksonException;

/// What a paper claims, in our words: one file a paper, `claims/PAPER.json`, or `claims.json` of a
/// plug-in.
///
/// @param number of the paper in the first edition; null for a paper that a plug-in brings
/// @param claims one to five; no two alike in all but words, since that is what ties a run to its
///   claim
public record PaperClaims(@Nullable Integer number, PaperId paper, List<Claim> claims) {
  private static final int MOST = 5;

  public PaperClaims {
    Checks.present("claims.paper", paper);
    claims = List.copyOf(claims);
    if (claims.isEmpty() || claims.size() > MOST) {
      throw new IllegalArgumentException(
          "paper %s has %d claims: expected 1 to %d".formatted(paper, claims.size(), MOST));
    }
    for (int i = 0; i < claims.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (same(claims.get(i), claims.get(j))) {
          throw new IllegalArgumentException(
              "paper %s has two claims with one metric, data set, baseline and place: say what tells them apart"
                  .formatted(paper));
        }
      }
    }
  }

  /// Whether a task's claim is this one, even where its words have been mended since a run.
  public static boolean same(Claim one, Claim other) {
    return one.metric().equals(other.metric())
        && one.dataset().equals(other.dataset())
        && one.place().equals(other.place())
        && Objects.equals(one.baseline(), other.baseline());
  }

  /// @throws ResultFileException if the text is not such a file
  public static PaperClaims parse(String name, String text) {
    try {
      return ResultFile.JSON.readValue(text, PaperClaims.class);
    } catch (JacksonException e) {
      throw new ResultFileException(
          "%s is not a file of claims: %s".formatted(name, e.getOriginalMessage()), e);
    }
  }
}
