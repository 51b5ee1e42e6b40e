package org.offprint.catalog.paper;

/// An address that belongs to a paper.
///
/// @param addedBy who linked it: `author`, `auto` (found in the text), `admin`, `edition` or the
///   name of a source
public record PaperLink(Kind kind, String url, String addedBy) {
  public enum Kind {
    code,
    project,
    model,
    dataset,
    media
  }

  public PaperLink {
    if (!url.matches("https?://[^\\s\"<>]+")) {
      throw new IllegalArgumentException(
          "'%s' is not a link: expected an http or https address without spaces".formatted(url));
    }
  }
}
