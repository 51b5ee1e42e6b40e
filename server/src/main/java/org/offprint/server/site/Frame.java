package org.offprint.server.site;

import org.jspecify.annotations.Nullable;

/// What a page says about itself around its content: the document's head, the search box and the
/// way to its neighbours.
///
/// @param path the canonical address, from the root of the server
/// @param feed the address of the same list for feed readers, without `.atom`; null where there is
///   none
/// @param previous the page or day before this one
/// @param next the page or day after this one
/// @param query what the search box holds
public record Frame(
    String title,
    String description,
    String path,
    @Nullable String feed,
    @Nullable String previous,
    @Nullable String next,
    String query) {
  public static Frame of(String title, String description, String path) {
    return new Frame(title, description, path, null, null, null, "");
  }

  public Frame withFeed(String address) {
    return new Frame(title, description, path, address, previous, next, query);
  }

  public Frame between(@Nullable String before, @Nullable String after) {
    return new Frame(title, description, path, feed, before, after, query);
  }

  public Frame searching(String text) {
    return new Frame(title, description, path, feed, previous, next, text);
  }

  /// The feed in one of its forms: `atom`, `rss` or `json`.
  public String feedAs(String form) {
    return feed == null ? "" : feed + "." + form;
  }

  /// True for the part of the site that the navigation should mark.
  public boolean in(String section) {
    return path.equals(section) || path.startsWith(section + "/");
  }
}
