package org.offprint.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offprint.server.Browser;
import org.offprint.server.Member;
import org.offprint.server.TestServer;

class LinkMailTest {
  private static final String PASSWORD = "quiet heron under seven bridges";

  private final GreenMail post =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private TestServer server;
  private Member ada;

  @BeforeEach
  void start() {
    post.start();
    server =
        TestServer.set(
            Map.of(
                "mail.host", "127.0.0.1",
                "mail.port", "" + post.getSmtp().getPort(),
                "mail.security", "none",
                "mail.from", "Papers <papers@example.org>",
                "accounts.registration", "open"));
    ada = server.member("ada", Role.member);
    accounts().confirm(ada.id(), "ada@example.org");
    accounts().setPassword(ada.id(), PASSWORD);
  }

  @AfterEach
  void stop() {
    server.close();
    post.stop();
  }

  @Test
  void aLinkShowsAButtonAndTheButtonSignsInOnce() throws Exception {
    Browser browser = new Browser(server);
    browser.post("/sign-in/mail", "mail=ADA@example.org");
    String link = link(1);
    assertThat(link).startsWith(server.address() + "/link?code=");

    assertThat(browser.get(link).body()).contains("As ada").contains("<button");
    assertThat(browser.get(link).statusCode()).isEqualTo(200); // a scanner has used nothing up
    assertThat(browser.isSignedIn()).isFalse();
    HttpResponse<String> in = browser.post("/link", "code=" + code(link));

    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(browser.isSignedIn()).isTrue();
    assertThat(new Browser(server).post("/link", "code=" + code(link)).statusCode()).isEqualTo(403);
    assertThat(browser.get(link).statusCode()).isEqualTo(403);
  }

  @Test
  void aLinkIsOverAfterAQuarterOfAnHour() throws Exception {
    Browser browser = new Browser(server);
    browser.post("/sign-in/mail", "mail=ada@example.org");
    String link = link(1);
    server
        .database()
        .sql()
        .sql("update mail_link set expires = expires - interval '15 minutes'")
        .update();

    assertThat(browser.post("/link", "code=" + code(link)).statusCode()).isEqualTo(403);
    assertThat(browser.isSignedIn()).isFalse();
  }

  @Test
  void anUnknownAddressGetsTheSameAnswerAndNoMail() throws Exception {
    String known = new Browser(server).post("/sign-in/mail", "mail=ada@example.org").body();
    String unknown = new Browser(server).post("/sign-in/mail", "mail=eve@example.org").body();

    assertThat(unknown.replace("eve@", "ada@")).isEqualTo(known);
    assertThat(post.waitForIncomingEmail(5_000, 1)).isTrue();
    Thread.sleep(200);
    assertThat(post.getReceivedMessages()).hasSize(1);
  }

  @Test
  void anAddressThatNobodyConfirmedLetsNobodyIn() throws Exception {
    Member eve = server.member("eve", Role.member);
    accounts().setMail(eve.id(), "victim@example.org");
    new Browser(server).post("/sign-in/mail", "mail=victim@example.org");
    Thread.sleep(300);
    assertThat(post.getReceivedMessages()).isEmpty();
  }

  @Test
  void aNewPasswordEndsEverySessionAndEveryOtherLink() throws Exception {
    Browser browser = new Browser(server);
    browser.post("/sign-in/mail", "mail=ada@example.org");
    String other = link(1);
    browser.post("/sign-in/mail", "for=reset", "mail=ada@example.org");
    String link = link(2);

    assertThat(browser.post("/link", "code=" + code(link), "password=password12").body())
        .contains("too easy to guess");
    HttpResponse<String> in =
        browser.post("/link", "code=" + code(link), "password=nine kind walruses sing");

    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(browser.isSignedIn()).isTrue();
    assertThat(ada.get("/me").statusCode()).isEqualTo(403);
    assertThat(new Browser(server).post("/link", "code=" + code(other)).statusCode())
        .isEqualTo(403);
    assertThat(accounts().withPassword("ada", PASSWORD)).isEmpty();
    assertThat(accounts().withPassword("ada", "nine kind walruses sing")).isPresent();
    assertThat(post.waitForIncomingEmail(5_000, 3)).isTrue();
    assertThat(post.getReceivedMessages()[2].getContent().toString()).contains("was changed");
  }

  @Test
  void whoJoinsConfirmsTheirAddressAndUntilThenItIsNotTheirs() throws Exception {
    Browser grace = new Browser(server);
    grace.post("/join", "name=grace", "mail=grace@example.org", "password=nine kind walruses sing");
    String link = link(1);
    assertThat(accounts().byMail("grace@example.org")).isEmpty();

    assertThat(new Browser(server).get(link).body()).contains("The account grace");
    assertThat(accounts().byMail("grace@example.org")).isEmpty();
    assertThat(new Browser(server).post("/link", "code=" + code(link)).body())
        .contains("The address is confirmed");

    assertThat(accounts().byMail("Grace@example.org")).isPresent();
  }

  @Test
  void anAddressIsOnePersons() throws Exception {
    Browser eve = new Browser(server);
    eve.post("/join", "name=eve", "mail=ada@example.org", "password=nine kind walruses sing");
    assertThat(eve.post("/link", "code=" + code(link(1))).statusCode()).isEqualTo(403);
    assertThat(accounts().byMail("ada@example.org").orElseThrow().name()).isEqualTo("ada");
  }

  @Test
  void theOldAddressStaysUntilTheNewOneIsConfirmedAndIsTold() throws Exception {
    assertThat(ada.post("/me/mail", "mail=new@example.org", "password=wrong").statusCode())
        .isEqualTo(403);
    ada.post("/me/mail", "mail=new@example.org", "password=" + PASSWORD);
    String link = link(1);
    assertThat(post.getReceivedMessages()[0].getHeader("To")).containsExactly("new@example.org");
    assertThat(accounts().byMail("ada@example.org")).isPresent();

    new Browser(server).post("/link", "code=" + code(link));

    assertThat(accounts().byMail("new@example.org")).isPresent();
    assertThat(accounts().byMail("ada@example.org")).isEmpty();
    assertThat(post.waitForIncomingEmail(5_000, 2)).isTrue();
    assertThat(post.getReceivedMessages()[1].getHeader("To")).containsExactly("ada@example.org");
  }

  @Test
  void noLetterBoxIsFilled() throws Exception {
    int last = 0;
    for (int i = 0; i < 4; i++) {
      last = new Browser(server).post("/sign-in/mail", "mail=ada@example.org").statusCode();
    }
    assertThat(last).isEqualTo(429);
    Thread.sleep(300);
    assertThat(post.getReceivedMessages()).hasSizeLessThanOrEqualTo(MailLinks.MOST_OPEN);
    for (int i = 0; i < 10; i++) {
      last =
          new Browser(server)
              .post("/sign-in/mail", "mail=p%d@example.org".formatted(i))
              .statusCode();
    }
    assertThat(last).isEqualTo(429);
  }

  /// Whoever asks chooses the Host header; the mail goes to somebody else.
  @Test
  void theAddressInAMailIsThatOfTheSettings() throws Exception {
    server.send(
        HttpRequest.newBuilder(URI.create(server.address() + "/sign-in/mail"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", server.address())
            .header("X-Forwarded-Host", "evil.example")
            .header("Forwarded", "host=evil.example")
            .POST(BodyPublishers.ofString("mail=ada%40example.org"))
            .build());
    assertThat(link(1)).startsWith(server.address() + "/link?code=");
    assertThat(rawHost("evil.example", "mail=ada%40example.org")).startsWith("HTTP/1.1 ");
    post.waitForIncomingEmail(2_000, 2);
    for (MimeMessage message : post.getReceivedMessages()) {
      assertThat(message.getContent().toString()).doesNotContain("evil");
    }
  }

  @Test
  void anAddressWithALineBreakIsNone() {
    HttpResponse<String> answer =
        new Browser(server).post("/sign-in/mail", "mail=ada@example.org\r\nBcc: eve@example.org");
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  /// The JDK's client sends no Host of our choice.
  private String rawHost(String host, String form) throws Exception {
    URI address = URI.create(server.address());
    try (var socket = new java.net.Socket(address.getHost(), address.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /sign-in/mail HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s"
                      .formatted(host, host, form.length(), form))
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return new String(
          socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private String link(int mails) throws Exception {
    assertThat(post.waitForIncomingEmail(5_000, mails)).isTrue();
    String text = post.getReceivedMessages()[mails - 1].getContent().toString();
    Matcher link = Pattern.compile("http\\S+/link\\?code=[\\w-]{43}").matcher(text);
    assertThat(link.find()).as(text).isTrue();
    return link.group();
  }

  private static String code(String link) {
    return link.substring(link.indexOf('=') + 1);
  }

  private Accounts accounts() {
    return server.context().getBean(Accounts.class);
  }
}
