package org.offprint.server.feeds;

import org.offprint.server.feeds.Feed.Found;

/// The response elements of OpenSearch 1.1, the same in Atom and in RSS.
final class OpenSearch {
  static final String NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/";

  private OpenSearch() {}

  static void write(XmlText xml, Feed feed) {
    Found found = feed.found();
    if (found == null) {
      return;
    }
    xml.text("opensearch:totalResults", String.valueOf(found.total()));
    xml.text("opensearch:startIndex", String.valueOf(found.start()));
    xml.text("opensearch:itemsPerPage", String.valueOf(found.perPage()));
    xml.empty("opensearch:Query", "role", "request", "searchTerms", found.terms());
  }
}
