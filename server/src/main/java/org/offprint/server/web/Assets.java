package org.offprint.server.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The addresses of the files that pages refer to. Each carries a hash of the content, so that a
/// browser may keep a file for a year and still sees the next version at once.
public final class Assets {
  private static final Map<String, String> URLS = new ConcurrentHashMap<>();

  private Assets() {}

  public static String url(String name) {
    return URLS.computeIfAbsent(name, key -> "/static/" + key + "?v=" + hash(key));
  }

  static boolean isCurrent(String name, String version) {
    return url(name).endsWith("?v=" + version);
  }

  static Optional<byte[]> read(String name) {
    try (InputStream file = Assets.class.getResourceAsStream("/static/" + name)) {
      return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the bundled file " + name, e);
    }
  }

  private static String hash(String name) {
    byte[] content =
        read(name)
            .orElseThrow(
                () -> new IllegalArgumentException("there is no bundled file static/" + name));
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 5);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256; use an unmodified JDK", e);
    }
  }
}
