package org.offprint.server.fetch;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
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

  /// Why an address must not be asked, or nothing.
  Optional<String> refusal(URI address) {
    String scheme = String.valueOf(address.getScheme());
    if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
      return Optional.of("%s is no web address: expected http or https".formatted(address));
    }
    if (address.getHost() == null || address.getUserInfo() != null) {
      return Optional.of("%s is no address of a public host".formatted(address));
    }
    if (trusted.contains(origin(address))) {
      return Optional.empty();
    }
    try {
      for (InetAddress each : InetAddress.getAllByName(address.getHost())) {
        if (PrivateAddresses.contains(each)) {
          return Optional.of(
              "%s is a private address (%s) and was not asked"
                  .formatted(address, each.getHostAddress()));
        }
      }
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of("%s has no address in the network".formatted(address.getHost()));
    }
  }

  Set<String> trustedHosts() {
    return trusted.stream()
        .map(origin -> String.valueOf(URI.create(origin).getHost()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
