package org.offprint.server.config;

import java.net.InetAddress;

/// A network, such as `10.0.0.0/8` or `fd00::/8`; an address alone is the network of itself.
public record Cidr(InetAddress address, int bits) {
  public Cidr {
    int most = address.getAddress().length * 8;
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException(
          "/%d is not the length of a network of %s: expected 0 to %d"
              .formatted(bits, address.getHostAddress(), most));
    }
  }

  /// Reads the written form, without asking any name server.
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    int bits =
        slash < 0 ? address.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1));
    return new Cidr(address, bits);
  }

  /// Whether an address lies in this network; one of the other family never does.
  public boolean contains(InetAddress other) {
    byte[] ours = address.getAddress();
    byte[] theirs = other.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + bits;
  }
}
