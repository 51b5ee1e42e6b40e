package org.offprint.server.site;

import java.util.List;

/// The lists that have feeds.
public record FeedsPage(Frame frame, List<Feed> feeds) {
  /// @param address of the list; a feed is the same address with `.atom`, `.rss` or `.json`
  public record Feed(String name, String address, String words) {}
}
