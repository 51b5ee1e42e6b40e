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
  void aSecondVerifierAgrees() throws Exception {
    assumeTrue(
        python("import dkim") == 0,
        "wanted python3 with dkim (Debian: python3-dkim) as a second verifier");
    KeyPair keys = rsa();
    Path mail = Files.write(folder.resolve("one.eml"), signed(keys));
    Path answer = Files.writeString(folder.resolve("one.txt"), record("rsa", keys));
    String check =
        "import dkim, sys; r = open('%s', 'rb').read(); sys.exit(0 if dkim.verify(open('%s', 'rb').read(), dnsfunc=lambda name, timeout=5: r) else 3)"
            .formatted(answer, mail);
    assertThat(python(check)).isZero();
    Files.writeString(
        mail,
        Files.readString(mail, StandardCharsets.ISO_8859_1)
            .replace("unsubscribe/abc", "unsubscribe/abd"),
        StandardCharsets.ISO_8859_1);
    assertThat(python(check)).isEqualTo(3);
  }

  @Test
  void aKeyThatCannotBeUsedIsSaidAtTheStart() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "-----BEGIN RSA PRIVATE KEY-----\nMII=\n");
    assertThatThrownBy(() -> carrier(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mail.dkim.key")
        .hasMessageContaining("openssl pkcs8");
    Path other =
        Files.writeString(
            folder.resolve("other"),
            pem(KeyPairGenerator.getInstance("Ed25519").generateKeyPair()));
    assertThatThrownBy(() -> carrier(other)).hasMessageContaining("expected RSA");
    assertThatThrownBy(() -> carrier(folder.resolve("none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be read");
  }

  private byte[] signed(KeyPair keys) throws IOException {
    Path key = Files.writeString(folder.resolve("key.pem"), pem(keys));
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

  private static String pem(KeyPair keys) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(keys.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
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

  /// What stands in the DNS.
  private static String record(String kind, KeyPair keys) {
    return "v=DKIM1; k=%s; p=%s"
        .formatted(kind, Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
  }

  private static KeyPair rsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  /// The exit value of the first Python that knows the two modules; 1 where none does.
  private static int python(String code) throws Exception {
    int exit = 1;
    for (String python : List.of("python3", "/usr/bin/python3")) {
      try {
        Process process =
            new ProcessBuilder(python, "-c", code)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        exit = process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : 1;
      } catch (IOException e) {
        exit = 1; // there is no such program
      }
      if (exit != 1) {
        break;
      }
    }
    return exit;
  }
}
