package org.offprint.server.feeds;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.server.feeds.Feed.Item;
import tools.jackson.databind.json.JsonMapper;

/// JSON Feed 1.1.
final class JsonForm {
  private static final JsonMapper JSON = new JsonMapper();

  private JsonForm() {}

  static byte[] write(Feed feed, Place place) {
    String extension = Form.json.extension();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("version", "https://jsonfeed.org/version/1.1");
    all.put("title", feed.title());
    all.put("home_page_url", place.address().of(feed.pathOf("", feed.page())));
    all.put("feed_url", place.address().of(feed.pathOf(extension, feed.page())));
    all.put("description", feed.description());
    if (feed.more()) {
      all.put("next_url", place.address().of(feed.pathOf(extension, feed.page() + 1)));
    }
    if (place.hasHub(feed)) {
      all.put("hubs", List.of(Map.of("type", "WebSub", "url", place.address().of(Place.HUB))));
    }
    all.put("language", "en");
    all.put("items", feed.items().stream().map(item -> item(item, place)).toList());
    return JSON.writeValueAsBytes(all);
  }

  private static Map<String, Object> item(Item item, Place place) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("id", place.tag(item.key()));
    one.put("url", place.address().of(item.path()));
    if (item.external() != null) {
      one.put("external_url", item.external());
    }
    one.put("title", item.title());
    one.put("content_text", item.text() == null ? "" : item.text()); // an item must have a content
    if (item.published() != null) {
      one.put("date_published", item.published().toString());
    }
    one.put("date_modified", item.updated().toString());
    if (!item.authors().isEmpty()) {
      one.put("authors", item.authors().stream().map(name -> Map.of("name", name)).toList());
    }
    if (!item.categories().isEmpty()) {
      one.put("tags", item.categories());
    }
    return one;
  }
}
