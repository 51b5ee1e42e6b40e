package org.offprint.server.fetch;

import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How requests go out.
///
/// @param userAgent who we are and whom to write to
/// @param process who asks, for the log: a name that no other process on the database has
/// @param trusted origins that were configured by name, such as `http://127.0.0.1:8080`: these may
///   be private
public record FetchSettings(String userAgent, String process, Set<String> trusted) {
  public FetchSettings {
    trusted = Set.copyOf(trusted);
  }

  /// Scheme, host and port of an address.
  public static String origin(URI address) {
    int port = address.getPort();
    String scheme = String.valueOf(address.getScheme()).toLowerCase(java.util.Locale.ROOT);
    return "%s://%s:%d"
        .formatted(
            scheme,
            String.valueOf(address.getHost()).toLowerCase(java.util.Locale.ROOT),
            port >= 0 ? port : scheme.equals("https") ? 443 : 80);
  }

  public static Set<String> origins(Stream<URI> addresses) {
    return addresses.map(FetchSettings::origin).collect(Collectors.toUnmodifiableSet());
  }

  Set<String> trustedHosts() {
    return trusted.stream()
        .map(origin -> String.valueOf(URI.create(origin).getHost()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
