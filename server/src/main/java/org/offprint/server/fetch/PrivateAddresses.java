package org.offprint.server.fetch;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/// Addresses that belong to no public host: a request there would reach what only this machine or
/// its network should.
final class PrivateAddresses {
  private PrivateAddresses() {}

  static boolean contains(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    return switch (address) {
      case Inet4Address four -> isReserved(four.getAddress());
      case Inet6Address six -> isReserved(six);
      default -> true;
    };
  }

  /// RFC 6890: this network, carrier-grade NAT, IETF assignments, documentation, benchmarks,
  /// reserved.
  private static boolean isReserved(byte[] b) {
    int first = b[0] & 0xFF;
    int second = b[1] & 0xFF;
    int third = b[2] & 0xFF;
    return first == 0
        || (first == 100 && second >= 64 && second < 128)
        || (first == 192 && second == 0 && (third == 0 || third == 2))
        || (first == 192 && second == 88 && third == 99)
        || (first == 198 && (second == 18 || second == 19))
        || (first == 198 && second == 51 && third == 100)
        || (first == 203 && second == 0 && third == 113)
        || first >= 240;
  }

  /// Everything outside 2000::/3, unique local addresses among it; and inside it documentation, and
  /// forms that carry an IPv4 address, which is looked at instead: 6to4 and Teredo.
  private static boolean isReserved(Inet6Address address) {
    byte[] b = address.getAddress();
    if (address.isIPv4CompatibleAddress() || (b[0] & 0xE0) != 0x20) {
      return true;
    }
    int head = (b[0] & 0xFF) << 8 | (b[1] & 0xFF);
    int next = (b[2] & 0xFF) << 8 | (b[3] & 0xFF);
    return head == 0x2002 || (head == 0x2001 && (next < 0x0200 || next == 0x0DB8));
  }
}
