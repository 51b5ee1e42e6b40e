package org.offprint.server.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.server.config.Settings;

/// Signatures, checked by verifiers that are not ours.
class DkimTest {
  @TempDir Path folder;

  @Test
  void anRsaSignatureCoversTheHeadersThatLeadOut() throws Exception {
    KeyPair keys = rsa();
    byte[] mail = signed(keys);

    List<SignatureRecord> good = verify(mail, record("rsa", keys));

    assertThat(good).hasSize(1);
    assertThat(good.getFirst().getDToken().toString()).isEqualTo("papers.example.org");
    assertThat(
            good.getFirst().getHeaders().stream()
                .map(name -> name.toString().toLowerCase(java.util.Locale.ROOT)))
        .contains(
            "from",
            "to",
            "subject",
            "date",
            "message-id",
            "mime-version",
            "content-type",
            "list-id",
            "list-unsubscribe",
            "list-unsubscribe-post");
  }

  @Test
  void aChangedLinkOrTextBreaksIt() throws Exception {
    KeyPair keys = rsa();
    String mail = new String(signed(keys), StandardCharsets.ISO_8859_1);
    for (String changed :
        List.of(
            mail.replace("unsubscribe/abc", "unsubscribe/abd"),
            mail.replace("List-Unsubscribe=One-Click", "List-Unsubscribe=Two-Click"),
            mail.replace("Gr=C3=B6=C3=9Fen", "Gr=C3=B6=C3=9Fer"),
            mail.replace("Subject: ", "Subject: Re: "))) {
      assertThat(changed).isNotEqualTo(mail);
      assertThatThrownBy(
              () -> verify(changed.getBytes(StandardCharsets.ISO_8859_1), record("rsa", keys)))
          .isInstanceOf(FailException.class);
    }
  }

  @Test
  void rsaAndEd25519VerifyWithDkimpy() throws Exception {
    assumeTrue(
        python("import dkim, nacl") == 0,
        "wanted python3 with dkim and nacl (Debian: python3-dkim, python3-nacl) as a second verifier");
    for (String kind : List.of("rsa", "ed25519")) {
      KeyPair keys =
          kind.equals("rsa") ? rsa() : KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      Path mail = Files.write(folder.resolve(kind + ".eml"), signed(keys));
      Path answer = Files.writeString(folder.resolve(kind + ".txt"), record(kind, keys));
      String check =
          "import dkim, sys; r = open('%s', 'rb').read(); sys.exit(0 if dkim.verify(open('%s', 'rb').read(), dnsfunc=lambda name, timeout=5: r) else 3)"
              .formatted(answer, mail);
      assertThat(python(check)).as(kind).isZero();
      byte[] broken =
          Files.readString(mail, StandardCharsets.ISO_8859_1)
              .replace("unsubscribe/abc", "unsubscribe/abd")
              .getBytes(StandardCharsets.ISO_8859_1);
      Files.write(mail, broken);
      assertThat(python(check)).as(kind + ", changed").isEqualTo(3);
    }
  }

  @Test
  void aKeyThatCannotBeUsedIsSaidAtTheStart() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "-----BEGIN RSA PRIVATE KEY-----\nMII=\n");
    assertThatThrownBy(() -> carrier(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mail.dkim.key")
        .hasMessageContaining("openssl pkcs8");
    assertThatThrownBy(() -> carrier(folder.resolve("none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be read");
  }

  private byte[] signed(KeyPair keys) throws IOException {
    Path key =
        Files.writeString(
            folder.resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n");
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("List-Id", "\"Papers\" <digest.papers.example.org>");
    headers.put(
        "List-Unsubscribe", "<https://papers.example.org/unsubscribe/abc>, <mailto:b@example.org>");
    headers.put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    Letter letter =
        new Letter(
            "ada@example.org",
            "Größen und Maße, 日本",
            "Größen\n.\nFrom here on  spaces   and a line that is " + "long ".repeat(300) + "\n",
            "<p>Größen</p>\n",
            "<one@papers.example.org>",
            Instant.parse("2026-03-05T08:00:00Z"),
            "bounce+x@papers.example.org",
            headers);
    try (Carrier.Trip trip = carrier(key).open()) {
      assertThat(trip.carry(letter)).isEqualTo(new Delivery.Accepted());
    }
    try (Stream<Path> files = Files.list(folder.resolve("mail"))) {
      return Files.readAllBytes(files.findFirst().orElseThrow());
    }
  }

  private Carrier carrier(Path key) {
    Settings settings =
        Settings.load(
            Map.of(
                "mail.from", "Papers <digest@papers.example.org>",
                "mail.dkim.key", key.toString(),
                "mail.dkim.selector", "s1"),
            Map.of(),
            folder);
    return Carrier.of(
        settings.mail(), settings.dkim(), URI.create("https://papers.example.org"), folder);
  }

  private static List<SignatureRecord> verify(byte[] mail, String record) throws Exception {
    return new DKIMVerifier((method, selector, token) -> List.of(record))
        .verify(new ByteArrayInputStream(mail));
  }

  /// What stands in the DNS: of Ed25519 the bare 32 bytes (RFC 8463, section 4.2).
  private static String record(String kind, KeyPair keys) {
    byte[] encoded = keys.getPublic().getEncoded();
    byte[] key =
        kind.equals("rsa")
            ? encoded
            : java.util.Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    return "v=DKIM1; k=%s; p=%s".formatted(kind, Base64.getEncoder().encodeToString(key));
  }

  private static KeyPair rsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static int python(String code) throws Exception {
    try {
      Process python = new ProcessBuilder("python3", "-c", code).inheritIO().start();
      return python.waitFor(60, TimeUnit.SECONDS) ? python.exitValue() : -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
