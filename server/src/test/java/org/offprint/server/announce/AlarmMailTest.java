package org.offprint.server.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offprint.server.config.Settings;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.mail.MailFailed;
import org.offprint.server.mail.Mailer;

class AlarmMailTest {
  private static final Instant NOW = Instant.parse("2026-03-06T11:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);

  private final GreenMail post =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private Database database;
  private Alarms alarms;

  @BeforeEach
  void open() {
    post.setUser("offprint", "its password");
    post.start();
    database = TestDatabase.fresh();
    alarms = new Alarms(database);
  }

  @AfterEach
  void close() {
    post.stop();
    database.close();
  }

  @Test
  void alarmsAreToldOnceInOneMailAndToldAgainWhenTheyAreOver() throws Exception {
    AlarmMail mail = mail("none");
    assertThat(mail.tell()).isFalse();
    alarms.raise("2026-03-06 cs.CL", "partial: 3 of 214 announced papers are missing.", NOW);
    alarms.raise("2026-03-06 cs.LG", "not complete: No source has told this day whole.", NOW);

    assertThat(mail.tell()).isTrue();
    assertThat(mail.tell()).isFalse();

    assertThat(post.getReceivedMessages()).hasSize(1);
    MimeMessage first = post.getReceivedMessages()[0];
    assertThat(first.getSubject())
        .isEqualTo("[papers.example.org] alarm: 2026-03-06 cs.CL, 2026-03-06 cs.LG");
    assertThat(first.getHeader("From")).containsExactly("Papers <papers@example.org>");
    assertThat(first.getHeader("To")).containsExactly("admin@example.org");
    assertThat(first.getHeader("Date")).containsExactly("Fri, 6 Mar 2026 11:00:00 +0000");
    assertThat(first.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(first.getHeader("Message-ID")[0]).matches("<[0-9a-f-]{36}@papers\\.example\\.org>");
    assertThat(first.getContent().toString())
        .contains("3 of 214 announced papers are missing.")
        .contains("https://papers.example.org/ingest");

    alarms.clear("2026-03-06 cs.LG", NOW.plusSeconds(60));
    assertThat(mail.tell()).isTrue();
    assertThat(mail.tell()).isFalse();

    assertThat(post.getReceivedMessages()).hasSize(2);
    assertThat(post.getReceivedMessages()[1].getSubject())
        .isEqualTo("[papers.example.org] over: 2026-03-06 cs.LG");
  }

  @Test
  void whatTheServerDidNotTakeIsToldLater() {
    alarms.raise("2026-03-06 cs.CL", "partial", NOW);
    int port = post.getSmtp().getPort();
    AlarmMail mail = mail("none");
    post.stop();

    assertThatThrownBy(mail::tell)
        .isInstanceOf(MailFailed.class)
        .hasMessageContaining("127.0.0.1:" + port)
        .hasMessageNotContaining("its password");

    assertThat(alarms.untold()).hasSize(1);
  }

  @Test
  void aServerThatCannotEncryptIsRefusedWhereThatWasAskedFor() {
    alarms.raise("2026-03-06 cs.CL", "partial", NOW);

    assertThatThrownBy(mail("starttls")::tell).isInstanceOf(MailFailed.class);

    assertThat(post.getReceivedMessages()).isEmpty();
    assertThat(alarms.untold()).hasSize(1);
  }

  @Test
  void anAlarmThatWasOverBeforeItWasToldIsNobodysNews() {
    alarms.raise("2026-03-06 cs.CL", "partial", NOW);
    alarms.clear("2026-03-06 cs.CL", NOW);

    assertThat(mail("none").tell()).isFalse();
  }

  private AlarmMail mail(String security) {
    Settings settings =
        Settings.load(
            Map.of(
                "mail.host", "127.0.0.1",
                "mail.port", String.valueOf(post.getSmtp().getPort()),
                "mail.security", security,
                "mail.user", "offprint",
                "mail.password", "its password",
                "mail.from", "Papers <papers@example.org>"),
            Map.of(),
            Path.of("data"));
    URI site = URI.create("https://papers.example.org");
    return new AlarmMail(
        database,
        alarms,
        new Mailer(settings.mail(), site, CLOCK),
        "admin@example.org",
        site,
        CLOCK);
  }
}
