package org.offprint.server.feeds;

import org.offprint.server.web.PublicAddress;

/// Which server speaks: its address and its name.
///
/// @param hub whether its feeds can be subscribed to (WebSub)
public record Place(PublicAddress address, String name, boolean hub) {
  /// Where programs subscribe to feeds.
  public static final String HUB = "/websub";

  /// Of feeds that nobody can subscribe to.
  public Place(PublicAddress address, String name) {
    this(address, name, false);
  }

  /// An identifier that stays when addresses change (RFC 4151). The year is that of the scheme, not
  /// of the thing.
  String tag(String key) {
    return "tag:" + address.host() + ",2026:" + key;
  }

  /// Whether a feed names the hub: its first page does.
  boolean hasHub(Feed feed) {
    return hub && feed.page() == 1;
  }

  /// A feed's own address.
  String of(Feed feed, Form form) {
    return address.of(feed.pathOf(form.extension(), feed.page()));
  }
}
