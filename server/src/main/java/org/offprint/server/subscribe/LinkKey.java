package org.offprint.server.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.SecretFile;

/// The key in the data folder that signs the links of mails and hashes addresses. A token is the
/// reference of a subscription and a 128-bit seal over what it is for, the reference and the
/// address: it cannot be guessed, is of no use for another address or another purpose, and needs no
/// table. Lower-case hexadecimal, since mail servers change the case of addresses.
public final class LinkKey {
  /// The file, in the data folder. With another key, no link of an earlier mail works.
  public static final String FILE = "mail-key";

  private static final SecureRandom CHANCE = new SecureRandom();
  private static final int REF_BYTES = 8;
  private static final int SEAL_BYTES = 16;
  private static final Pattern TOKEN =
      Pattern.compile("([0-9a-f]{%d})([0-9a-f]{%d})".formatted(2 * REF_BYTES, 2 * SEAL_BYTES));

  /// What a link is for.
  public enum Purpose {
    confirm,
    never,
    leave,
    manage,
    issue,
    feed,
    bounce
  }

  /// A token taken apart; whether the seal is right is yet to be asked.
  public record Claimed(String ref, String seal) {}

  private final Path data;
  private byte @Nullable [] key;

  public LinkKey(Path data) {
    this.data = data;
  }

  /// @param detail further words that the seal covers, such as the day of an issue; may be empty
  public String token(Purpose purpose, String detail, String ref, String addressHash) {
    return ref + seal(purpose, detail, ref, addressHash);
  }

  /// Empty where the text cannot be a token.
  public static Optional<Claimed> read(String token) {
    Matcher parts = TOKEN.matcher(token);
    return parts.matches()
        ? Optional.of(new Claimed(parts.group(1), parts.group(2)))
        : Optional.empty();
  }

  /// Whether the seal is ours, for this purpose and address; takes as long for a wrong one.
  public boolean isSealed(Claimed claimed, Purpose purpose, String detail, String addressHash) {
    return MessageDigest.isEqual(
        claimed.seal().getBytes(UTF_8),
        seal(purpose, detail, claimed.ref(), addressHash).getBytes(UTF_8));
  }

  /// The address as it is kept of those who have left.
  public String hash(Address address) {
    return HexFormat.of().formatHex(hmac("address\n" + address.key()));
  }

  /// A new reference.
  static String newRef() {
    byte[] random = new byte[REF_BYTES];
    CHANCE.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private String seal(Purpose purpose, String detail, String ref, String addressHash) {
    byte[] whole = hmac(String.join("\n", "link", purpose.name(), detail, ref, addressHash));
    return HexFormat.of().formatHex(Arrays.copyOf(whole, SEAL_BYTES));
  }

  private byte[] hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key(), "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256; use an unmodified JDK", e);
    }
  }

  private synchronized byte[] key() {
    if (key == null) {
      key = kept();
    }
    return key;
  }

  private byte[] kept() {
    Path file = data.resolve(FILE);
    byte[] kept = HexFormat.of().parseHex(SecretFile.kept(file, LinkKey::random));
    if (kept.length < 32) {
      throw new IllegalArgumentException(
          "%s holds %d bytes: expected 32. Restore it from a backup; with a new one the links of earlier mails stop working."
              .formatted(file, kept.length));
    }
    return kept;
  }

  private static String random() {
    byte[] random = new byte[32];
    CHANCE.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
