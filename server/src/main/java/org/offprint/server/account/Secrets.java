package org.offprint.server.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/// Texts that nobody can guess, and what is kept of them. A random text of 256 bits needs no slow
/// hash: it cannot be guessed one by one.
public final class Secrets {
  private static final SecureRandom CHANCE = new SecureRandom();
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private Secrets() {}

  /// 43 letters, digits, `-` and `_`.
  public static String random() {
    byte[] bytes = new byte[32];
    CHANCE.nextBytes(bytes);
    return TEXT.encodeToString(bytes);
  }

  /// What is kept of a secret: its SHA-256.
  public static byte[] kept(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256; use an unmodified JDK", e);
    }
  }

  /// A text that only who knows the secret can make, and that does not tell it.
  public static String derived(String purpose, String secret) {
    return TEXT.encodeToString(kept(purpose + "\n" + secret));
  }

  /// Compares in a time that says nothing about where they differ.
  public static boolean equal(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }
}
