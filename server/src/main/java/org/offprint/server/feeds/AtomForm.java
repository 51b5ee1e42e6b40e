package org.offprint.server.feeds;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.offprint.server.feeds.Feed.Item;

/// Atom 1.0 (RFC 4287), paged by RFC 5005, with OpenSearch's counts for a search.
final class AtomForm {
  private AtomForm() {}

  static byte[] write(Feed feed, Place place) {
    String extension = Form.atom.extension();
    String type = Form.atom.mediaType();
    XmlText xml = new XmlText();
    xml.open(
        "feed",
        "xmlns",
        "http://www.w3.org/2005/Atom",
        "xmlns:opensearch",
        feed.found() == null ? null : OpenSearch.NAMESPACE,
        "xml:lang",
        "en");
    xml.text("id", place.tag("list" + feed.pathOf("", 1)));
    xml.text("title", feed.title());
    xml.text("subtitle", feed.description());
    xml.text("updated", time(feed.updated()));
    xml.open("author").text("name", place.name()).text("uri", place.address().root()).close();
    link(xml, "self", type, place, feed.pathOf(extension, feed.page()));
    if (place.hasHub(feed)) {
      xml.empty("link", "rel", "hub", "href", place.address().of(Place.HUB));
    }
    link(xml, "alternate", "text/html", place, feed.pathOf("", feed.page()));
    if (feed.page() > 1) {
      link(xml, "first", type, place, feed.pathOf(extension, 1));
      link(xml, "previous", type, place, feed.pathOf(extension, feed.page() - 1));
    }
    if (feed.more()) {
      link(xml, "next", type, place, feed.pathOf(extension, feed.page() + 1));
    }
    xml.text("generator", "Offprint");
    OpenSearch.write(xml, feed);
    feed.items().forEach(item -> entry(xml, item, place));
    return xml.close().bytes();
  }

  private static void entry(XmlText xml, Item item, Place place) {
    xml.open("entry");
    xml.text("id", place.tag(item.key()));
    xml.text("title", item.title());
    link(xml, "alternate", "text/html", place, item.path());
    if (item.external() != null) {
      xml.empty("link", "rel", "via", "href", item.external());
    }
    if (item.published() != null) {
      xml.text("published", time(item.published()));
    }
    xml.text("updated", time(item.updated()));
    for (String author : item.authors()) {
      xml.open("author").text("name", author).close();
    }
    item.categories().forEach(category -> xml.empty("category", "term", category));
    xml.text("summary", item.text());
    xml.close();
  }

  private static void link(XmlText xml, String relation, String type, Place place, String path) {
    xml.empty("link", "rel", relation, "type", type, "href", place.address().of(path));
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
