package org.offprint.lab.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The key that signs evidence: Ed25519, made where it is first needed, readable by its owner
/// alone. It says who vouches, so it stays in its data folder and in no backup that others read.
public final class EvidenceKey {
  static final String PUBLIC_FILE = "public-key.pem";
  private static final String ALGORITHM = "Ed25519";
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private final PrivateKey secret;
  private final PublicKey open;

  private EvidenceKey(PrivateKey secret, PublicKey open) {
    this.secret = secret;
    this.open = open;
  }

  /// Where a data folder has it.
  public static Path file(Path data) {
    return data.resolve("keys/evidence");
  }

  /// The key of a data folder, made where there is none.
  ///
  /// @throws IllegalStateException if others can read it, or it is no such key
  public static EvidenceKey of(Path data) {
    Path file = file(data);
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      return read(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or make the key " + file, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "%s is not an Ed25519 key in two PEM blocks, the secret one first: move it away, and a new one is made"
              .formatted(file),
          e);
    }
  }

  /// The fingerprint of the key that a data folder has already; empty where it has none to be used.
  public static Optional<String> fingerprintIn(Path data) {
    try {
      return Files.exists(file(data)) ? Optional.of(of(data).fingerprint()) : Optional.empty();
    } catch (IllegalStateException | UncheckedIOException notToBeUsed) {
      return Optional.empty();
    }
  }

  private static void make(Path file) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    String text =
        pem("PRIVATE KEY", pair.getPrivate().getEncoded())
            + pem("PUBLIC KEY", pair.getPublic().getEncoded());
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] folderMode =
        posix ? attributes(PosixFilePermissions.fromString("rwx------")) : attributes(Set.of());
    Files.createDirectories(file.toAbsolutePath().getParent(), folderMode);
    Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "new", ".part");
    try { // a temporary file is its owner's alone; the key appears under its name whole or not at
      // all
      Files.writeString(part, text, StandardOpenOption.TRUNCATE_EXISTING);
      if (posix) {
        Files.setPosixFilePermissions(part, OWNER);
      }
      Files.createLink(file, part);
    } catch (FileAlreadyExistsException anotherWasFaster) {
      return;
    } catch (UnsupportedOperationException noLinks) {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> mode) {
    return mode.isEmpty()
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)};
  }

  private static EvidenceKey read(Path file) throws IOException, GeneralSecurityException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (!OWNER.containsAll(mode)) {
        throw new IllegalStateException(
            "%s can be read by others (%s): chmod 600 it, and make a new key if they may have"
                .formatted(file, PosixFilePermissions.toString(mode)));
      }
    }
    String text = Files.readString(file);
    KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
    return new EvidenceKey(
        factory.generatePrivate(new PKCS8EncodedKeySpec(block("PRIVATE KEY", text))),
        factory.generatePublic(new X509EncodedKeySpec(block("PUBLIC KEY", text))));
  }

  public String fingerprint() {
    return fingerprint(open);
  }

  /// The public key as evidence carries it.
  public String publicPem() {
    return pem("PUBLIC KEY", open.getEncoded());
  }

  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key of evidence cannot sign", e);
    }
  }

  static boolean verifies(PublicKey key, byte[] message, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  /// Empty where the text holds no public Ed25519 key.
  static Optional<PublicKey> publicKey(String text) {
    try {
      return Optional.of(
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(block("PUBLIC KEY", text))));
    } catch (GeneralSecurityException notOne) {
      return Optional.empty();
    }
  }

  /// SHA-256 of the public key in DER form, in hexadecimal digits.
  static String fingerprint(PublicKey key) {
    return Hashes.sha256(key.getEncoded());
  }

  /// The fingerprint that a person names: itself, or a file with the public key.
  ///
  /// @throws IllegalArgumentException if it is neither
  public static String named(String fingerprintOrFile) {
    String digits = fingerprintOrFile.replace(":", "").toLowerCase(java.util.Locale.ROOT);
    if (digits.matches("[0-9a-f]{64}")) {
      return digits;
    }
    try {
      return publicKey(Files.readString(Path.of(fingerprintOrFile)))
          .map(EvidenceKey::fingerprint)
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "%s holds no public Ed25519 key: expected a PEM file"
                      .formatted(fingerprintOrFile)));
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new IllegalArgumentException(
          "'%s' is neither a fingerprint of 64 hexadecimal digits nor a file that can be read"
              .formatted(fingerprintOrFile),
          e);
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(what, Base64.getEncoder().encodeToString(der), what)
        .replace(System.lineSeparator(), "\n");
  }

  private static byte[] block(String what, String text) throws GeneralSecurityException {
    Matcher block =
        Pattern.compile(
                "-----BEGIN " + what + "-----([A-Za-z0-9+/=\\s]+)-----END " + what + "-----")
            .matcher(text);
    if (!block.find()) {
      throw new GeneralSecurityException("no block " + what);
    }
    try {
      return Base64.getDecoder()
          .decode(block.group(1).replaceAll("\\s", "").getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the block " + what + " is not base64", e);
    }
  }
}
