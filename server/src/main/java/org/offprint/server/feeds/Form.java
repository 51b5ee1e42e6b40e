package org.offprint.server.feeds;

/// The forms of a feed, by the extension of their addresses.
public enum Form {
  atom("application/atom+xml;charset=utf-8"),
  rss("application/rss+xml;charset=utf-8"),
  json("application/feed+json;charset=utf-8");

  private final String contentType;

  Form(String contentType) {
    this.contentType = contentType;
  }

  public String contentType() {
    return contentType;
  }

  /// `application/atom+xml`.
  String mediaType() {
    return contentType.substring(0, contentType.indexOf(';'));
  }

  String extension() {
    return "." + name();
  }

  /// The form that an address ends with.
  public static Form of(String path) {
    return valueOf(path.substring(path.lastIndexOf('.') + 1));
  }

  public byte[] write(Feed feed, Place place) {
    return switch (this) {
      case atom -> AtomForm.write(feed, place);
      case rss -> RssForm.write(feed, place);
      case json -> JsonForm.write(feed, place);
    };
  }
}
