package org.offprint.server.feeds;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.offprint.catalog.paper.Edition;
import org.offprint.server.search.Count;
import org.springframework.web.util.UriUtils;

/// OPML 2.0: the standing feeds, for a reader to take in one go.
final class Opml {
  private static final int CATEGORIES = 40;

  private Opml() {}

  /// @param categories largest first; the first few are listed
  static byte[] write(Place place, List<Edition> editions, List<Count> categories) {
    XmlText xml = new XmlText();
    xml.open("opml", "version", "2.0");
    xml.open("head").text("title", place.name() + ": feeds").close();
    xml.open("body");
    feed(xml, place, "Papers", "/papers");
    feed(xml, place, "Trending", "/papers/trending");
    feed(xml, place, "Methods", "/methods");
    feed(xml, place, "Comments", "/comments");
    editions.forEach(edition -> feed(xml, place, edition.name(), "/editions/" + edition.slug()));
    if (!categories.isEmpty()) {
      xml.open("outline", "text", "Categories");
      for (Count category : categories.stream().limit(CATEGORIES).toList()) {
        String name = UriUtils.encodePathSegment(category.name(), StandardCharsets.UTF_8);
        feed(xml, place, category.name(), "/categories/" + name);
      }
      xml.close();
    }
    return xml.close().close().bytes();
  }

  private static void feed(XmlText xml, Place place, String name, String path) {
    xml.empty(
        "outline",
        "text",
        name,
        "type",
        "rss", // OPML's word for every kind of feed
        "xmlUrl",
        place.address().of(path + ".atom"),
        "htmlUrl",
        place.address().of(path));
  }
}
