package org.offprint.server.web;

import java.net.URI;

/// Where readers find this server, from the settings and never from a request:
/// `https://papers.example.org` or, below a path, `https://example.org/papers-server`. Feeds,
/// citations and `Link` headers need whole addresses, and a caller must not be able to choose them
/// for the next one.
public record PublicAddress(String root) {
  public PublicAddress {
    root = root.replaceFirst("/+$", "");
    URI address = URI.create(root);
    if (!root.matches("https?://[^\\s?#]+") || address.getHost() == null) {
      throw new IllegalArgumentException(
          "'%s' is not a public address: expected one like https://papers.example.org, without query"
              .formatted(root));
    }
  }

  /// The whole address of a path of this server, which begins with a slash.
  public String of(String path) {
    return root + path;
  }

  /// The host's name, as tag addresses use it.
  public String host() {
    return URI.create(root).getHost();
  }
}
