package org.offprint.server.curator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;

/// The key that makes a curator, and the sessions that it opens. A session is a signed text in a
/// cookie; the keys lie in the data folder, where only the server reads them. A new key ends all
/// sessions.
public final class Curators {
  /// The file with the key, in the data folder.
  public static final String KEY_FILE = "curator-key";

  private static final String SIGNING_FILE = "session-key";
  private static final Duration ATTEMPTS_WITHIN = Duration.ofMinutes(10);
  private static final int ATTEMPTS = 10;
  private static final Duration FORM_LASTS = Duration.ofHours(1);
  private static final SecureRandom CHANCE = new SecureRandom();
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  /// What became of an attempt to sign in.
  public sealed interface SignIn {
    /// @param cookie the value to be sent with every request from now on
    record Welcome(String cookie, Duration lasts) implements SignIn {}

    record WrongKey() implements SignIn {}

    record TooOften(Duration within) implements SignIn {}
  }

  /// A curator who is signed in.
  ///
  /// @param proof what each form of the session must carry: another site cannot know it
  public record Session(String id, Instant expires, String proof) {}

  private record Keys(byte[] key, byte[] signing) {}

  private final Path data;
  private final Duration lasts;
  private final Database database;
  private final InstantSource clock;
  private final Cache<String, AtomicInteger> attempts =
      Caffeine.newBuilder().expireAfterWrite(ATTEMPTS_WITHIN).maximumSize(20_000).build();
  private @Nullable Keys keys;

  public Curators(Path data, Duration lasts, Database database, InstantSource clock) {
    this.data = data;
    this.lasts = lasts;
    this.database = database;
    this.clock = clock;
  }

  /// Makes the key where there is none yet; true when it was made now.
  public boolean prepare() {
    boolean made = !Files.exists(data.resolve(KEY_FILE));
    keys();
    return made;
  }

  /// @param caller the address of whoever tries
  public SignIn signIn(String key, String caller) {
    if (attempts.get(network(caller), address -> new AtomicInteger()).incrementAndGet()
        > ATTEMPTS) {
      return new SignIn.TooOften(ATTEMPTS_WITHIN);
    }
    // Digests, so that the comparison tells nothing about the length either.
    if (!MessageDigest.isEqual(sha256(key.strip().getBytes(UTF_8)), sha256(keys().key))) {
      return new SignIn.WrongKey();
    }
    byte[] id = new byte[18];
    CHANCE.nextBytes(id);
    String session = TEXT.encodeToString(id) + "." + clock.instant().plus(lasts).getEpochSecond();
    return new SignIn.Welcome(session + "." + sign("session", session), lasts);
  }

  /// The session of a cookie's value, if it is one of ours that has neither expired nor been ended.
  public Optional<Session> session(@Nullable String cookie) {
    if (cookie == null || cookie.length() > 200) {
      return Optional.empty();
    }
    String[] parts = cookie.split("\\.", -1);
    if (parts.length != 3 || !parts[1].matches("\\d{1,12}")) {
      return Optional.empty();
    }
    String session = parts[0] + "." + parts[1];
    Instant expires = Instant.ofEpochSecond(Long.parseLong(parts[1]));
    if (!equal(parts[2], sign("session", session))
        || !clock.instant().isBefore(expires)
        || signedOut(parts[0])) {
      return Optional.empty();
    }
    return Optional.of(new Session(parts[0], expires, sign("form", session)));
  }

  public void signOut(Session session) {
    database
        .sql()
        .sql("delete from curator_signed_out where expires < :now")
        .param("now", Timestamp.from(clock.instant()))
        .update();
    database
        .sql()
        .sql(
            "insert into curator_signed_out (session, expires) values (:session, :expires) on conflict do nothing")
        .param("session", session.id())
        .param("expires", Timestamp.from(session.expires()))
        .update();
  }

  private boolean signedOut(String session) {
    return database
            .sql()
            .sql("select count(*) from curator_signed_out where session = :session")
            .param("session", session)
            .query(Integer.class)
            .single()
        > 0;
  }

  /// What the form for signing in carries, when there is no session yet.
  String formProof() {
    String until = "" + clock.instant().plus(FORM_LASTS).getEpochSecond();
    return until + "." + sign("sign-in", until);
  }

  boolean isFormProof(String proof) {
    String[] parts = proof.split("\\.", -1);
    return parts.length == 2
        && parts[0].matches("\\d{1,12}")
        && equal(parts[1], sign("sign-in", parts[0]))
        && clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(parts[0])));
  }

  static boolean equal(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  /// Somebody with one IPv6 connection has 2⁶⁴ addresses.
  private static String network(String caller) {
    String[] groups = caller.split(":", -1);
    return groups.length < 3
        ? caller
        : String.join(":", java.util.Arrays.asList(groups).subList(0, Math.min(4, groups.length)));
  }

  private synchronized Keys keys() {
    if (keys == null) {
      keys = new Keys(kept(KEY_FILE, 24), kept(SIGNING_FILE, 32));
    }
    return keys;
  }

  private byte[] kept(String name, int bytes) {
    Path file = data.resolve(name);
    try {
      Files.createDirectories(data);
      byte[] random = new byte[bytes];
      CHANCE.nextBytes(random);
      try {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, TEXT.encodeToString(random) + "\n");
      } catch (FileAlreadyExistsException e) {
        // made by an earlier start
      }
      String kept = Files.readString(file).strip();
      if (kept.length() < 20) {
        throw new IllegalArgumentException(
            "%s holds %d characters: expected 20 or more. Delete it, and the next start makes a new one."
                .formatted(file, kept.length()));
      }
      return kept.getBytes(UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make or read " + file, e);
    }
  }

  private String sign(String purpose, String text) {
    Keys both = keys();
    return TEXT.encodeToString(
        hmac(hmac(both.signing, both.key), (purpose + "\n" + text).getBytes(UTF_8)));
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256; use an unmodified JDK", e);
    }
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(Objects.requireNonNull(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256; use an unmodified JDK", e);
    }
  }
}
