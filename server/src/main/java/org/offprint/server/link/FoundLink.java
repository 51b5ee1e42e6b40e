package org.offprint.server.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperLink;

/// An address that stands in a paper's abstract or comment.
///
/// @param state null where nobody asked yet
/// @param checked when it was asked
/// @param movedTo where it leads now, where it moved
public record FoundLink(
    PaperLink.Kind kind,
    String url,
    Place place,
    @Nullable State state,
    @Nullable Instant checked,
    @Nullable String movedTo) {
  public enum Place {
    /// Names as in the database and the API.
    @SuppressWarnings("JavaLangClash")
    ABSTRACT("abstract"),
    COMMENT("comment");

    private final String word;

    Place(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    static Place of(String word) {
      return word.equals(ABSTRACT.word) ? ABSTRACT : COMMENT;
    }
  }

  public enum State {
    ok,
    moved,
    gone,
    /// It did not answer, or not in a way that says whether it is there.
    unclear
  }
}
