package org.offprint.server.feeds;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.offprint.server.feeds.Feed.Item;

/// RSS 2.0, with the names of authors in Dublin Core, since RSS's own element wants mail addresses.
final class RssForm {
  private static final DateTimeFormatter RFC_822 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private RssForm() {}

  static byte[] write(Feed feed, Place place) {
    XmlText xml = new XmlText();
    xml.open(
        "rss",
        "version",
        "2.0",
        "xmlns:atom",
        "http://www.w3.org/2005/Atom",
        "xmlns:dc",
        "http://purl.org/dc/elements/1.1/",
        "xmlns:opensearch",
        feed.found() == null ? null : OpenSearch.NAMESPACE);
    xml.open("channel");
    xml.text("title", feed.title());
    xml.text("link", place.address().of(feed.pathOf("", feed.page())));
    xml.text("description", feed.description());
    xml.text("language", "en");
    if (feed.updated().isAfter(Instant.EPOCH)) {
      xml.text("lastBuildDate", RFC_822.format(feed.updated()));
    }
    xml.text("generator", "Offprint");
    link(xml, "self", place, feed, feed.page());
    if (place.hasHub(feed)) {
      xml.empty("atom:link", "rel", "hub", "href", place.address().of(Place.HUB));
    }
    if (feed.more()) {
      link(xml, "next", place, feed, feed.page() + 1);
    }
    OpenSearch.write(xml, feed);
    feed.items().forEach(item -> item(xml, item, place));
    return xml.close().close().bytes();
  }

  private static void link(XmlText xml, String relation, Place place, Feed feed, int page) {
    xml.empty(
        "atom:link",
        "rel",
        relation,
        "type",
        Form.rss.mediaType(),
        "href",
        place.address().of(feed.pathOf(Form.rss.extension(), page)));
  }

  private static void item(XmlText xml, Item item, Place place) {
    xml.open("item");
    xml.text("title", item.title());
    xml.text("link", place.address().of(item.path()));
    xml.text("guid", place.tag(item.key()), "isPermaLink", "false");
    if (item.published() != null) {
      xml.text("pubDate", RFC_822.format(item.published()));
    }
    item.authors().forEach(author -> xml.text("dc:creator", author));
    item.categories().forEach(category -> xml.text("category", category));
    xml.text("description", item.text() == null ? "" : item.text());
    xml.close();
  }
}
