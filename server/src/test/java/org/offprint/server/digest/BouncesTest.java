package org.offprint.server.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.server.config.Settings;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.digest.Bounces.What;
import org.offprint.server.mail.Carrier;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.subscribe.Address;
import org.offprint.server.subscribe.LinkKey;
import org.offprint.server.subscribe.Links;
import org.offprint.server.subscribe.Signup;
import org.offprint.server.subscribe.SignupMail;
import org.offprint.server.subscribe.Subscription;
import org.offprint.server.subscribe.Subscriptions;
import org.offprint.server.subscribe.Wishes;
import org.offprint.server.subscribe.Wishes.Rhythm;
import org.offprint.server.web.Answers;

class BouncesTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-05T08:00:00Z"));
  private static final URI SITE = URI.create("https://papers.example.org");

  @TempDir Path folder;
  private Database database;
  private Subscriptions subscriptions;
  private Links links;
  private Subscription ada;
  private Bounces bounces;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.fresh();
    LinkKey key = new LinkKey(folder);
    Settings settings = Settings.defaults(folder);
    PostOffice post =
        new PostOffice(
            database,
            Carrier.of(settings.mail(), settings.dkim(), SITE, folder),
            new PostOffice.Pace(1, 0),
            "papers.example.org",
            CLOCK);
    subscriptions = new Subscriptions(database, key, post, CLOCK);
    links = new Links(key, SITE, "bounce@papers.example.org", "Papers <digest@papers.example.org>");
    Signup signup =
        new Signup(database, subscriptions, key, post, () -> 0, Duration.ofDays(3), CLOCK);
    new SignupMail(signup, subscriptions, links, "Papers", new Answers(), CLOCK).register(post);
    signup.ask(new Address("ada@example.org"), wishes(), "yes");
    post.send();
    String mail;
    try (var files = Files.list(folder.resolve("mail"))) {
      mail = Files.readString(files.findFirst().orElseThrow()).replace("=\r\n", "");
    }
    int at = mail.indexOf("/subscribe/confirm/") + "/subscribe/confirm/".length();
    ada = signup.confirm(mail.substring(at, at + 48)).orElseThrow();
    bounces = new Bounces(subscriptions);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aMailboxThatDoesNotExistSuspends() throws IOException {
    assertThat(read(report(links.returnPath(ada), "failed", "5.1.1")).what())
        .isEqualTo(What.suspended);
    assertThat(subscriptions.byRef(ada.ref()).orElseThrow().suspended()).startsWith("5.1.1");
  }

  @Test
  void aMarkInCapitalsCountsTooSinceServersChangeTheCase() throws IOException {
    String to = links.returnPath(ada).toUpperCase(java.util.Locale.ROOT);
    assertThat(read(report(to, "failed", "5.1.1")).what()).isEqualTo(What.suspended);
  }

  @Test
  void aDelayIsNoRefusalAndPoliciesSuspendAtTheThird() throws IOException {
    assertThat(read(report(links.returnPath(ada), "delayed", "4.4.1")).what())
        .isEqualTo(What.delayed);
    for (int i = 0; i < 2; i++) {
      assertThat(read(report(links.returnPath(ada), "failed", "5.7.1")).what())
          .isEqualTo(What.counted);
      subscriptions.accepted(ada.ref()); // the relay takes the next one as it took this one
      assertThat(subscriptions.byRef(ada.ref()).orElseThrow().suspended()).isNull();
    }
    read(report(links.returnPath(ada), "failed", "5.7.1"));
    assertThat(subscriptions.byRef(ada.ref()).orElseThrow().suspended()).isNotNull();
  }

  @Test
  void aMadeUpBounceSuspendsNobody() throws IOException {
    String forged = "bounce+" + ada.ref() + "0".repeat(32) + "@papers.example.org";
    assertThat(read(report(forged, "failed", "5.1.1")).what()).isEqualTo(What.notUnderstood);
    assertThat(read(report("bounce@papers.example.org", "failed", "5.1.1")).what())
        .isEqualTo(What.notUnderstood);
    assertThat(subscriptions.byRef(ada.ref()).orElseThrow().suspended()).isNull();
  }

  @Test
  void aNoteFromSomebodyOnHolidayIsNoBounce() throws IOException {
    String note =
        "From: ada@example.org\r\nTo: %s\r\nSubject: Away\r\n\r\nBack on Monday.\r\n"
            .formatted(links.returnPath(ada));
    assertThat(read(note).what()).isEqualTo(What.notUnderstood);
    assertThat(subscriptions.byRef(ada.ref())).isPresent();
  }

  @Test
  void aMailToTheAddressForLeavingLeaves() throws IOException {
    String to = links.leaveByMail(ada).replaceAll("^mailto:|\\?.*$", "");
    assertThat(
            read("From: x@example.org\r\nTo: <" + to + ">\r\nSubject: unsubscribe\r\n\r\n\r\n")
                .what())
        .isEqualTo(What.left);
    assertThat(subscriptions.byRef(ada.ref())).isEmpty();
  }

  @Test
  void aSubjectWithTheTokenLeavesWhereThereIsNoAddressForBounces() throws IOException {
    String token = links.leave(ada).replaceAll("^.*/", "");
    assertThat(
            read("From: x@example.org\r\nTo: digest@papers.example.org\r\nSubject: unsubscribe "
                    + token
                    + "\r\n\r\n\r\n")
                .what())
        .isEqualTo(What.left);
  }

  @Test
  void filesThatAreLaidIntoAFolderAreReadAndThoseNotUnderstoodKept() throws IOException {
    Path drop = Files.createDirectories(folder.resolve("bounces"));
    Files.writeString(drop.resolve("1.eml"), report(links.returnPath(ada), "failed", "5.1.1"));
    Files.writeString(drop.resolve("2.eml"), "Subject: hello\r\n\r\nhello\r\n");
    Files.write(drop.resolve("3.eml"), new byte[] {0, 1, 2, (byte) 0xff});

    assertThat(bounces.readAll(drop)).isEqualTo(3);

    assertThat(bounces.readAll(drop)).isZero();
    assertThat(drop.resolve("not-understood/2.eml")).exists();
    assertThat(subscriptions.byRef(ada.ref()).orElseThrow().suspended()).isNotNull();
  }

  private Bounces.Outcome read(String mail) throws IOException {
    return bounces.read(new ByteArrayInputStream(mail.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String report(String to, String action, String status) {
    return """
    From: MAILER-DAEMON@example.org
    To: %s
    Subject: Undelivered mail
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="b"

    --b
    Content-Type: text/plain

    It could not be delivered.
    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; example.org

    Final-Recipient: rfc822; ada@example.org
    Action: %s
    Status: %s
    Diagnostic-Code: smtp; %s no
    --b--
    """
        .formatted(to, action, status, status)
        .replace("\n", "\r\n");
  }

  private static Wishes wishes() {
    return new Wishes(
        Rhythm.workingDays,
        DayOfWeek.MONDAY,
        "UTC",
        8,
        false,
        10,
        "en",
        true,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false,
        true,
        false,
        false);
  }
}
