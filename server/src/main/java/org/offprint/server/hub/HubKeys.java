package org.offprint.server.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The hexadecimal keys that this contract gives to everything. We have no such keys, so they are
/// hashes of what a thing is: the same on every server and after every restore.
final class HubKeys {
  private HubKeys() {}

  /// 24 digits, e.g. for `user` and its name.
  static String id(String kind, String key) {
    return hash(kind, key).substring(0, 24);
  }

  /// The address of a picture that {@link AvatarRoutes} draws.
  static String avatar(String name) {
    return "/avatars/" + hash("user", name) + ".svg";
  }

  private static String hash(String kind, String key) {
    try {
      byte[] text = (kind + "\n" + key).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256; use an unmodified JDK", e);
    }
  }
}
