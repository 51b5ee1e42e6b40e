package org.offprint.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From the field at the foot of a page to the first digest in a mailbox, and out again: a browser,
/// an SMTP server, a mailbox that is read over IMAP.
class DigestTest {
  private static final Path PICTURES = Path.of("target", "screenshots", "digest");
  private static final String ADDRESS = "ada@example.org";
  private static final ServerSetup[] PROTOCOLS = {
    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
  };

  private final GreenMail post = new GreenMail(PROTOCOLS);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    post.stop();
  }

  @Test
  void fromTheFootOfAPageToTheFirstDigestAndOutAgain(@TempDir Path folder) throws Exception {
    Optional<Path> executable = Chromium.installed();
    Assumptions.assumeTrue(executable.isPresent(), Chromium.MISSING);
    post.start();
    post.setUser(ADDRESS, ADDRESS, "secret");
    int port = freePort();
    String site = "http://localhost:" + port;
    RunningServer server =
        RunningServer.with(
            GeneratedPapers.write(folder.resolve("papers.jsonl")),
            Map.of(
                "server.port",
                String.valueOf(port),
                "site.url",
                site,
                "mail.host",
                "127.0.0.1",
                "mail.port",
                String.valueOf(post.getSmtp().getPort()),
                "mail.security",
                "none",
                "mail.from",
                "papers@example.org"));
    open.add(server);
    Chromium chromium = Chromium.start(executable.orElseThrow());
    open.add(chromium);
    BrowserContext context = chromium.browser().newContext(View.NARROW_WITHOUT_SCRIPT.options());
    Page page = context.newPage();

    page.navigate(site + "/");
    page.getByLabel("New papers by mail").fill(ADDRESS);
    press(page, "Subscribe");
    look(page, "asked");
    assertThat(page.locator("main").textContent()).contains("Look into your mail");

    Message confirmation = mails(1).getLast();
    page.navigate(link(confirmation, site + "/subscribe/confirm/[0-9a-f]+"));
    look(page, "confirm");
    press(page, "Yes, send me digests");
    look(page, "confirmed");
    assertThat(page.locator("main").textContent()).contains("Your address is confirmed.");

    server.command(
        "digest", "--send", "--as-of", LocalDate.now(ZoneOffset.UTC).plusDays(4).toString());
    Message digest = mails(2).getLast();
    assertThat(digest.getHeader("List-Unsubscribe-Post"))
        .containsExactly("List-Unsubscribe=One-Click");
    assertThat(part(digest, 0)).contains("Unsubscribe:");
    for (View view : List.of(View.DESKTOP_LIGHT, View.DESKTOP_DARK, View.NARROW)) {
      mail(chromium, view, part(digest, 1));
    }

    page.navigate(link(digest, site + "/digests/[^\\s]+"));
    look(page, "in-the-browser");
    assertThat(page.locator("main").textContent()).contains("items matched");

    page.navigate(link(digest, site + "/unsubscribe/[^\\s]+"));
    look(page, "leaving");
    press(page, "Leave");
    look(page, "left");
    server.command(
        "digest", "--send", "--as-of", LocalDate.now(ZoneOffset.UTC).plusDays(8).toString());
    assertThat(mails(2)).as("nothing comes after leaving").hasSize(2);
    assertThat(problems).isEmpty();
  }

  /// The HTML as a mail program shows it: no script, nothing from elsewhere.
  private void mail(Chromium chromium, View view, String html) {
    try (BrowserContext context =
        chromium.browser().newContext(view.options().setJavaScriptEnabled(false))) {
      Page page = context.newPage();
      page.onRequest(request -> {
        if (!request.url().startsWith("about:")) {
          problems.add("the mail asks for " + request.url());
        }
      });
      page.setContent(html);
      look(page, "mail-" + view.fileName());
    }
  }

  private void look(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
    int wider =
        ((Number)
                page.evaluate(
                    "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
            .intValue();
    if (wider > 0) {
      problems.add(name + " scrolls sideways by " + wider + " px");
    }
  }

  private static void press(Page page, String button) {
    page.locator("main, footer")
        .getByRole(
            AriaRole.BUTTON,
            new com.microsoft.playwright.Locator.GetByRoleOptions().setName(button))
        .first()
        .click();
    page.waitForLoadState();
  }

  /// What lies in the mailbox, once there are so many; the oldest first.
  private List<Message> mails(int expected) throws MessagingException, InterruptedException {
    Properties properties = new Properties();
    properties.setProperty("mail.imap.port", String.valueOf(post.getImap().getPort()));
    Session session = Session.getInstance(properties);
    for (int i = 0; ; i++) {
      Store store = session.getStore("imap");
      store.connect("127.0.0.1", ADDRESS, "secret");
      Folder inbox = store.getFolder("INBOX");
      inbox.open(Folder.READ_ONLY);
      if (inbox.getMessageCount() >= expected) {
        return List.of(inbox.getMessages());
      }
      store.close();
      assertThat(i).as("a mail was awaited").isLessThan(300);
      Thread.sleep(200);
    }
  }

  private static String part(Message mail, int number) throws MessagingException, IOException {
    return String.valueOf(((Multipart) mail.getContent()).getBodyPart(number).getContent());
  }

  private static String link(Message mail, String pattern) throws MessagingException, IOException {
    Matcher link = Pattern.compile(pattern).matcher(part(mail, 0));
    assertThat(link.find()).as("a link like %s in %s", pattern, part(mail, 0)).isTrue();
    return link.group();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
