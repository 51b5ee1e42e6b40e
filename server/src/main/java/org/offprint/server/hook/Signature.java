package org.offprint.server.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How a receiver knows that a request is ours and whole.
///
/// Sources: Standard Webhooks 1.0.0 (headers, `whsec_`, HMAC-SHA-256 over `id.timestamp.body`);
/// WebSub, W3C Recommendation of 23 January 2018, §7 (`X-Hub-Signature`).
final class Signature {
  private static final String PREFIX = "whsec_";
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom CHANCE = new SecureRandom();

  private Signature() {}

  /// A new secret of a webhook: `whsec_` and 32 random bytes in base64.
  static String newSecret() {
    byte[] random = new byte[SECRET_BYTES];
    CHANCE.nextBytes(random);
    return PREFIX + Base64.getEncoder().encodeToString(random);
  }

  /// The three headers of a webhook.
  static Map<String, String> headers(String secret, String id, Instant at, byte[] body) {
    byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    String seconds = Long.toString(at.getEpochSecond());
    byte[] seal = hmac(key, (id + "." + seconds + ".").getBytes(UTF_8), body);
    return Map.of(
        "webhook-id", id,
        "webhook-timestamp", seconds,
        "webhook-signature", "v1," + Base64.getEncoder().encodeToString(seal));
  }

  /// The value of `X-Hub-Signature`.
  static String ofHub(String secret, byte[] body) {
    return "sha256=" + HexFormat.of().formatHex(hmac(secret.getBytes(UTF_8), new byte[0], body));
  }

  private static byte[] hmac(byte[] key, byte[] first, byte[] rest) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(first);
      return mac.doFinal(rest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256; use an unmodified JDK", e);
    }
  }
}
