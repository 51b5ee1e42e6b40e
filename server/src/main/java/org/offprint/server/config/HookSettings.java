package org.offprint.server.config;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

/// What this server tells other servers by itself.
public record HookSettings(
    @Setting(
            key = "hooks.trusted",
            def = "",
            form = "|https?://[^\\s,/?#@]+( *[, ] *https?://[^\\s,/?#@]+)*",
            expected =
                "addresses without a path, separated by commas, such as https://chat.lab.example:8065",
            text =
                "Servers on your own network that an admin may enter at `/hooks`: scheme, host and port. Any other hook needs `https` and a public address. See [hooks.md](hooks.md).")
        String trusted,
    @Setting(
            key = "websub.enabled",
            def = "true",
            text =
                "Whether feeds name this server as their hub (WebSub), and whether programs can subscribe there.")
        boolean websub,
    @Setting(
            key = "websub.trusted",
            def = "",
            form = "|https?://[^\\s,/?#@]+( *[, ] *https?://[^\\s,/?#@]+)*",
            expected =
                "addresses without a path, separated by commas, such as http://reader.lab.example",
            text =
                "Feed readers on your own network that may subscribe to feeds. Anybody can make this server ask and tell them anything that a feed holds; all others must have public addresses.")
        String websubTrusted) {
  public List<URI> trustedOrigins() {
    return origins(trusted);
  }

  public List<URI> websubTrustedOrigins() {
    return origins(websubTrusted);
  }

  private static List<URI> origins(String text) {
    return Arrays.stream(text.split("[,\\s]+"))
        .filter(part -> !part.isEmpty())
        .map(URI::create)
        .toList();
  }
}
