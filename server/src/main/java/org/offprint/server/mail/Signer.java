package org.offprint.server.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.jspecify.annotations.Nullable;
import org.offprint.server.config.DkimSettings;
import org.simplejavamail.utils.mail.dkim.Canonicalization;
import org.simplejavamail.utils.mail.dkim.DkimMessage;
import org.simplejavamail.utils.mail.dkim.DkimSigner;

/// Signs mails with DKIM (RFC 6376) by RSA and SHA-256, or leaves them as they are where there is
/// no key.
final class Signer {
  /// Besides those that the library signs by itself. RFC 8058 wants the two of leaving covered.
  private static final List<String> FURTHER =
      List.of(
          "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "List-Archive", "Auto-Submitted");

  private final String domain;
  private final String selector;
  private final @Nullable RSAPrivateKey key;

  private Signer(String domain, String selector, @Nullable RSAPrivateKey key) {
    this.domain = domain;
    this.selector = selector;
    this.key = key;
  }

  /// @param sender whose domain signs where the settings name none
  /// @throws IllegalArgumentException if the key cannot be used; the message says why
  static Signer of(DkimSettings settings, String sender) {
    String domain =
        settings.domain().isEmpty()
            ? sender.replaceAll("^.*@|>.*$", "").strip().toLowerCase(Locale.ROOT)
            : settings.domain();
    return new Signer(
        domain, settings.selector(), settings.isGiven() ? read(Path.of(settings.key())) : null);
  }

  SMTPMessage sign(SMTPMessage message) throws MessagingException {
    if (key == null) {
      return message;
    }
    // One for each mail: the library's signer holds the state of one signature.
    DkimSigner signer = new DkimSigner(domain, selector, key);
    signer.setHeaderCanonicalization(Canonicalization.RELAXED);
    signer.setBodyCanonicalization(Canonicalization.RELAXED);
    signer.setCheckDomainKey(false); // a question to the DNS for each mail
    FURTHER.forEach(signer::addHeaderToSign);
    return new DkimMessage(message, signer);
  }

  private static RSAPrivateKey read(Path file) {
    String pem;
    try {
      pem = Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "mail.dkim.key = \"%s\" cannot be read: %s".formatted(file, e), e);
    }
    if (!pem.contains("-----BEGIN PRIVATE KEY-----")) {
      throw refused(file, "it has no line -----BEGIN PRIVATE KEY-----");
    }
    byte[] bytes;
    try {
      bytes =
          Base64.getMimeDecoder()
              .decode(pem.replaceAll("(?s).*-----BEGIN PRIVATE KEY-----|-----END.*", "").strip());
    } catch (IllegalArgumentException e) {
      throw refused(file, e.getMessage());
    }
    try {
      PrivateKey key =
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
      if (key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() >= 1024) {
        return rsa;
      }
      throw refused(file, "it has fewer than 1024 bits");
    } catch (GeneralSecurityException e) {
      throw refused(file, e.getMessage());
    }
  }

  private static IllegalArgumentException refused(Path file, @Nullable String why) {
    return new IllegalArgumentException(
        "mail.dkim.key = \"%s\" holds no key that can be used (%s): expected RSA as PKCS #8; openssl pkcs8 -topk8 -nocrypt turns an older form into it"
            .formatted(file, why));
  }
}
