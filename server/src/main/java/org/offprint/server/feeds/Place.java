package org.offprint.server.feeds;

import org.offprint.server.web.PublicAddress;

/// Which server speaks: its address and its name.
public record Place(PublicAddress address, String name) {
  /// An identifier that stays when addresses change (RFC 4151). The year is that of the scheme, not
  /// of the thing.
  String tag(String key) {
    return "tag:" + address.host() + ",2026:" + key;
  }
}
