package org.offprint.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offprint.server.config.Settings;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.mail.PostOffice.Item;
import org.offprint.server.mail.PostOffice.Pace;
import org.offprint.server.mail.PostOffice.Queued;

class PostOfficeTest {
  private static final class Clock implements InstantSource {
    Instant now = Instant.parse("2026-03-05T08:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }
  }

  private final Clock clock = new Clock();
  private final List<Delivery.Refused> refusals = new ArrayList<>();
  private String recipient = "250 2.1.5 ok";
  private String atTheEnd = "250 2.0.0 ok";
  private Database database;
  private ScriptedMailServer server;

  @BeforeEach
  void open() {
    database = TestDatabase.fresh();
    server =
        new ScriptedMailServer(
            new ScriptedMailServer.Script() {
              @Override
              public String recipient(String from, String to) {
                return recipient;
              }

              @Override
              public String mail(ScriptedMailServer.Received mail) {
                return atTheEnd;
              }
            });
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  @Test
  void aMailIsThereOnceHoweverOftenItIsPutAndIsSentOnce() {
    PostOffice post = office(4, 0);
    post.put(item("one", "ada@example.org"));
    post.put(List.of(item("one", "ada@example.org"), item("two", "bob@example.org")));

    assertThat(post.send()).isEqualTo(2);
    assertThat(post.send()).isZero();

    assertThat(server.received())
        .extracting(ScriptedMailServer.Received::to)
        .containsExactlyInAnyOrder("ada@example.org", "bob@example.org");
    assertThat(server.received().getFirst().from()).isEqualTo("bounce@papers.example.org");
    assertThat(states()).containsExactly("one sent 1", "two sent 1");
  }

  @Test
  void manyMailsShareTheConnections() {
    PostOffice post = office(2, 0);
    post.put(numbered(200));
    post.send();
    assertThat(server.received()).hasSize(200);
    assertThat(server.connections()).isBetween(1, 2);
  }

  @Test
  void aServerThatSaysLaterIsAskedLaterAndLessAndLessOften() {
    PostOffice post = office(1, 0);
    recipient = "450 4.7.1 greylisted";
    post.put(item("one", "ada@example.org"));

    assertThat(post.send()).isOne();
    assertThat(states()).containsExactly("one queued 1");
    assertThat(post.send()).isZero();
    pass(Duration.ofMinutes(2));
    assertThat(post.send()).isOne();
    pass(Duration.ofMinutes(2));
    assertThat(post.send()).isZero();
    pass(Duration.ofMinutes(2));
    recipient = "250 ok";
    assertThat(post.send()).isOne();
    assertThat(states()).containsExactly("one sent 3");
  }

  @Test
  void aMailThatNobodyTakesForADayAndAHalfHasFailed() {
    PostOffice post = office(1, 0);
    atTheEnd = "451 4.3.0 try again";
    post.put(item("one", "ada@example.org"));
    for (int hour = 0; hour < 48; hour++) {
      post.send();
      pass(Duration.ofHours(1));
    }
    assertThat(states().getFirst()).startsWith("one failed ");
    assertThat(refusals).isEmpty();
  }

  @Test
  void aMailboxThatIsNotThereIsTheReadersAndAPolicyIsOurs() {
    PostOffice post = office(1, 0);
    for (String answer :
        List.of(
            "550 5.1.1 no such user",
            "552 5.2.2 mailbox full",
            "550 no such user",
            "550 5.7.515 Access denied")) {
      recipient = answer;
      post.put(item(answer, "ada@example.org"));
      post.send();
    }
    assertThat(refusals)
        .extracting(Delivery.Refused::ofTheReader)
        .containsExactly(true, true, true, false);
    atTheEnd = "554 5.6.0 too long";
    recipient = "250 ok";
    post.put(item("content", "ada@example.org"));
    post.send();
    assertThat(refusals.getLast().ofTheReader()).isFalse();
    assertThat(refusals.getLast().reason()).contains("too long");
  }

  @Test
  void whileNobodyAnswersNothingIsLostAndAttemptsAreNotHeldAgainstAMail() {
    PostOffice post = office(2, 0);
    post.put(numbered(50));
    server.close();
    post.send();
    assertThat(post.waiting()).isEqualTo(50);

    int port = server.port();
    assertThat(port).isPositive();
    pass(Duration.ofMinutes(1));
    server = new ScriptedMailServer(new ScriptedMailServer.Script() {});
    PostOffice again = office(2, 0);
    again.send();
    assertThat(server.received()).hasSize(50);
  }

  @Test
  void whatAProcessHeldWhenItDiedIsSentByAnotherUnderTheSameMessageId() {
    PostOffice post = office(1, 0);
    post.put(item("one", "ada@example.org"));
    String id = database.sql().sql("select message_id from post").query(String.class).single();
    database
        .sql()
        .sql("update post set state = 'sending', attempts = 1, claimed_until = :until")
        .param("until", java.sql.Timestamp.from(clock.now.plus(PostOffice.CLAIM)))
        .update();

    assertThat(post.send()).isZero();
    pass(PostOffice.CLAIM.plusSeconds(1));
    assertThat(post.send()).isOne();
    assertThat(server.received().getFirst().mail()).contains("Message-ID: " + id);
  }

  @Test
  void aDomainGetsSoManyAMinuteOverAllProcesses() throws InterruptedException {
    PostOffice one = office(2, 15);
    PostOffice other = office(2, 15);
    one.put(numbered(40));
    one.put(item("elsewhere", "ada@elsewhere.example"));
    Thread beside = Thread.ofVirtual().start(other::send);
    one.send();
    beside.join();
    assertThat(server.received())
        .filteredOn(mail -> mail.to().endsWith("@example.org"))
        .hasSize(15);
    assertThat(server.received()).hasSize(16);

    pass(Duration.ofSeconds(61));
    one.send();
    assertThat(server.received()).hasSize(31);
    pass(Duration.ofSeconds(61));
    one.send();
    assertThat(server.received()).hasSize(41);
  }

  @Test
  void twoProcessesSendEachMailOnce() throws InterruptedException {
    PostOffice one = office(3, 0);
    PostOffice other = office(3, 0);
    one.put(numbered(300));
    Thread beside = Thread.ofVirtual().start(other::send);
    one.send();
    beside.join();
    assertThat(server.received())
        .extracting(ScriptedMailServer.Received::to)
        .hasSize(300)
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsForgottenIsNotSentAndItsAddressIsGone() {
    PostOffice post = office(1, 0);
    post.put(item("one", "ada@example.org"));
    post.forget("owner of one");
    assertThat(post.send()).isZero();
    assertThat(states()).containsExactly("one:1 dropped 0");
    assertThat(
            database.sql().sql("select recipient || domain from post").query(String.class).single())
        .isEmpty();
  }

  private static Item item(String key, String to) {
    return new Item(key, "test", "owner of " + key, to);
  }

  private static List<Item> numbered(int count) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(item("n" + i, "reader" + i + "@example.org"));
    }
    return items;
  }

  private void pass(Duration time) {
    clock.now = clock.now.plus(time);
  }

  private List<String> states() {
    return database
        .sql()
        .sql("select key || ' ' || state || ' ' || attempts from post order by id")
        .query((row, number) -> row.getString(1))
        .list();
  }

  private PostOffice office(int connections, int perDomain) {
    Settings settings =
        Settings.load(
            Map.of(
                "mail.host", "127.0.0.1",
                "mail.port", String.valueOf(server.port()),
                "mail.security", "none",
                "mail.from", "Papers <digest@papers.example.org>"),
            Map.of(),
            Path.of("data"));
    PostOffice office =
        new PostOffice(
            database,
            Carrier.of(
                settings.mail(),
                settings.dkim(),
                URI.create("https://papers.example.org"),
                Path.of("data")),
            new Pace(connections, perDomain),
            "papers.example.org",
            clock);
    office.serve(
        "test",
        new PostOffice.Writer() {
          @Override
          public Optional<Letter> write(Queued mail) {
            return Optional.of(
                new Letter(
                    mail.recipient(),
                    "Hello",
                    "Hello\n",
                    null,
                    mail.messageId(),
                    mail.made(),
                    "bounce@papers.example.org",
                    Map.of()));
          }

          @Override
          public void refused(Queued mail, Delivery.Refused refusal) {
            refusals.add(refusal);
          }
        });
    return office;
  }
}
