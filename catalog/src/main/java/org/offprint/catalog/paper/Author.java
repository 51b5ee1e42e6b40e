package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// One author of a paper as the paper prints the name. The order of authors is the order of the
/// paper's list.
///
/// @param account name of the author's account on the server that the paper was imported from,
///   where the author claimed the paper there
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Author(
    String name, @Nullable String orcid, @Nullable String affiliation, @Nullable String account) {
  public Author {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "an author's name is empty: expected at least one letter; leave the author out");
    }
  }

  public static Author named(String name) {
    return new Author(name, null, null, null);
  }
}
