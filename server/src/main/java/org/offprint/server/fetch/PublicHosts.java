package org.offprint.server.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/// Names of hosts to the addresses that are then connected to, so that a name cannot be public when
/// it is checked and private when it is used.
///
/// @param trusted hosts that may be private, since somebody configured them
record PublicHosts(Set<String> trusted) implements DnsResolver {
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
    if (!trusted.contains(host)) {
      for (InetAddress address : addresses) {
        if (PrivateAddresses.contains(address)) {
          throw new UnknownHostException(
              "%s is a private address (%s)".formatted(host, address.getHostAddress()));
        }
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return SystemDefaultDnsResolver.INSTANCE.resolveCanonicalHostname(host);
  }
}
