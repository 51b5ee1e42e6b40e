package org.offprint.server.digest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offprint.server.Member;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import org.offprint.server.account.Role;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.search.IndexJob;

/// From an address to a digest and out again, over HTTP and the files of the sink.
class DigestWalkTest {
  private static final AtomicInteger NETWORKS = new AtomicInteger(1);
  private static HttpClient client = HttpClient.newHttpClient();
  private static TestServer server;

  @BeforeAll
  static void open() {
    server =
        TestServer.set(
            Map.of("site.url", "http://localhost:8080"),
            TestPapers.FULL_LISTED,
            TestPapers.listed("2603.00001", "2026-03-05", 30, "2026-03-04"),
            TestPapers.listed("2603.00002", "2026-03-05", 20, "2026-03-04"));
    server.context().getBean(IndexJob.class).drain();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void empty() throws IOException {
    // A network of its own for each test, since how often one may ask is counted.
    client =
        HttpClient.newBuilder()
            .localAddress(InetAddress.getByName("127.0.0." + NETWORKS.incrementAndGet()))
            .build();
    for (String table :
        List.of("post", "subscription", "subscription_request", "departed", "consent")) {
      server.database().sql().sql("delete from " + table).update();
    }
    mails().forEach(file -> file.toFile().delete());
  }

  @Test
  void anAddressAloneIsEnoughAndOneButtonConfirmsIt() throws Exception {
    HttpResponse<String> asked = post("/subscribe", "address=ada%40example.org");
    assertThat(asked.statusCode()).isEqualTo(202);
    assertThat(asked.body()).contains("Look into your mail");

    MimeMessage mail = only(send());
    assertThat(mail.getSubject()).isEqualTo("Confirm your address for Offprint");
    assertThat(mail.getHeader("X-Envelope-To")).containsExactly("ada@example.org");
    String link = path("/subscribe/confirm/[0-9a-f]{48}", text(mail));

    assertThat(server.get(link).statusCode()).isEqualTo(200);
    assertThat(server.get(link).statusCode()).isEqualTo(200);
    assertThat(subscriptions()).isZero(); // a GET changes nothing

    HttpResponse<String> confirmed = post(link, "");
    assertThat(confirmed.statusCode()).isEqualTo(303);
    assertThat(subscriptions()).isOne();
    String manage = TestServer.header(confirmed, "Location");
    assertThat(server.get(manage).body())
        .contains("Your address is confirmed.", "ada@example.org", "The next issue comes on");
    assertThat(post(link, "").statusCode()).isEqualTo(404); // once
    assertThat(value("select text from consent")).startsWith("I want digests from Offprint");
  }

  @Test
  void anAccountWithAConfirmedAddressNeedsNoMail() throws Exception {
    Member ada = server.member("ada-x", Role.member);
    assertThat(ada.get("/me").body()).contains("href=\"/me/digest\"");
    assertThat(ada.get("/me/digest").body()).contains("no confirmed address");
    assertThat(ada.post("/me/digest").body()).contains("no confirmed address");
    server
        .database()
        .sql()
        .sql("update account set mail = 'ada-x@example.org', mail_confirmed = now() where id = :id")
        .param("id", ada.id())
        .update();
    post("/subscribe", "address=ada-x%40example.org"); // asked before, and not confirmed

    HttpResponse<String> form = ada.get("/me/digest");
    assertThat(form.body()).contains("It goes to ada-x@example.org");
    assertThat(TestServer.header(form, "Referrer-Policy"))
        .as("with no-referrer, a browser does not say where the form comes from, and it is refused")
        .isEqualTo("same-origin");
    HttpResponse<String> begun =
        ada.post("/me/digest", "whole=1", "trending=1", "most=2", "address=eve@example.org");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(303);
    assertThat(value("select address from subscription")).isEqualTo("ada-x@example.org");
    assertThat(value("select text from consent")).startsWith("I want digests from Offprint");
    String manage = TestServer.header(begun, "Location");
    HttpResponse<String> own = ada.get(manage);
    assertThat(own.body())
        .contains("Your digest begins.", "ada-x@example.org", "action=\"/sign-out\"");
    assertThat(TestServer.header(own, "Referrer-Policy"))
        .as("tells no page its address, and this server where its forms come from")
        .isEqualTo("strict-origin");
    assertThat(send()).as("nothing is left to confirm").isEmpty();
    assertThat(TestServer.header(ada.get("/me/digest"), "Location"))
        .isEqualTo(manage.replaceFirst("\\?.*", ""));
    ada.post("/me/digest", "whole=1", "trending=1", "most=9");
    assertThat(server.get(manage).body()).as("what was chosen stays").contains("value=\"2\"");
  }

  @Test
  void aDigestShowsWhatItCountsAndTheBrowserShowsTheRest() throws Exception {
    reader("ada@example.org", "&whole=1&trending=1&most=1&rhythm=working-days&zone=UTC&hour=8");
    choose(Instant.now().plus(Duration.ofDays(4)));

    MimeMessage mail = only(send());
    String text = text(mail);
    assertThat(text)
        .contains("3 items matched, 1 is shown.")
        .contains("The other 2 are here:")
        .contains("Paper 2603.00001")
        .contains("→ trending, place 1 with 30 votes")
        .contains("Unsubscribe:");
    assertThat(mail.getSubject()).endsWith(": Paper 2603.00001");
    assertThat(mail.getHeader("List-Unsubscribe")[0])
        .matches(
            "<http://localhost:8080/unsubscribe/[0-9a-f]{48}>, <mailto:digest@localhost\\?subject=unsubscribe%20[0-9a-f]{48}>");
    assertThat(mail.getHeader("List-Unsubscribe-Post"))
        .containsExactly("List-Unsubscribe=One-Click");
    assertThat(mail.getHeader("List-Id")).containsExactly("\"Offprint\" <digest.localhost>");
    assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    String html = html(mail);
    assertThat(html)
        .contains("<html lang=\"en\"", "<h1", "role=\"presentation\"", "Paper 2603.00001")
        .doesNotContain("<img", "<script", "<link", "src=", "url(");
    Matcher addresses = Pattern.compile("https?://[^\"'\\s<>)]+").matcher(html + text);
    while (addresses.find()) {
      assertThat(addresses.group()).startsWith("http://localhost:8080");
    }

    String issue = path("/digests/\\d{8}[0-9a-f]{48}", text);
    HttpResponse<String> page = server.get(issue);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("Not shown in the mail", "Paper 2603.00002", "A &lt;Full")
        .doesNotContain("<Full", "/unsubscribe/", "/subscriptions/", "ada@example.org");
    assertThat(
            server.get(issue.substring(0, issue.length() - 1) + "0").statusCode() == 404
                || issue.endsWith("0"))
        .isTrue();
  }

  @Test
  void thePrivateFeedHoldsWhatWasShownAndEndsWithItsReader() throws Exception {
    String leave =
        reader("ada@example.org", "&whole=1&trending=1&most=2&rhythm=working-days&zone=UTC&hour=8");
    String feed =
        URI.create(
                server
                    .context()
                    .getBean(org.offprint.server.subscribe.Links.class)
                    .feed(subscription("ada@example.org")))
            .getPath();
    assertThat(server.get(manage("ada@example.org")).body()).contains(feed + ".atom");
    choose(Instant.now().plus(Duration.ofDays(4)));

    for (String form : List.of(".atom", ".rss", ".json")) {
      HttpResponse<String> answer = server.get(feed + form);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains("Paper 2603.00001", "Paper 2603.00002", "trending, place 1")
          .doesNotContain("Full", "ada@example.org");
      assertThat(
              server
                  .get(feed + form, "If-None-Match", TestServer.header(answer, "ETag"))
                  .statusCode())
          .isEqualTo(304);
    }
    assertThat(server.get(feed).statusCode()).isEqualTo(200);
    assertThat(server.get("/unsubscribe/" + token(feed)).body())
        .contains("Nothing has changed yet.");
    assertThat(post("/unsubscribe/" + token(feed), "List-Unsubscribe=One-Click").statusCode())
        .isEqualTo(404); // the token of a feed is for reading

    post(leave, "List-Unsubscribe=One-Click");
    assertThat(server.get(feed + ".atom").statusCode()).isEqualTo(404);
  }

  @Test
  void nothingIsSentTwiceAndAQuietDayIsSilentOrSaysSoAsTheReaderChose() throws Exception {
    reader("silent@example.org", "&whole=1&trending=1&rhythm=working-days&zone=UTC&hour=8");
    reader("told@example.org", "&whole=1&trending=1&quiet=1&rhythm=working-days&zone=UTC&hour=8");
    Instant day = Instant.now().plus(Duration.ofDays(4));
    choose(day);
    choose(day);
    assertThat(send()).hasSize(2);

    choose(day.plus(Duration.ofDays(4)));
    MimeMessage quiet = only(send());
    assertThat(quiet.getHeader("X-Envelope-To")).containsExactly("told@example.org");
    assertThat(quiet.getSubject()).startsWith("Nothing new for you, ");
    assertThat(text(quiet)).contains("Since the last issue nothing came that you asked for.");
  }

  @Test
  void lookingAtTheLinkLeavesTheReaderAndOnlyThePostOfOneClickOrTheButtonTakesTheReaderOff()
      throws Exception {
    String leave = reader("ada@example.org", "");

    for (int i = 0; i < 3; i++) {
      HttpResponse<String> page = server.get(leave);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("<button", "Nothing has changed yet.");
    }
    assertThat(head(leave)).isEqualTo(200);
    assertThat(post(leave, "").statusCode()).isEqualTo(400);
    assertThat(post(leave, "something=else").statusCode()).isEqualTo(400);
    assertThat(subscriptions()).isOne();

    HttpResponse<String> left = post(leave, "List-Unsubscribe=One-Click");
    assertThat(left.statusCode()).isEqualTo(200); // no redirect, no cookie asked for
    assertThat(subscriptions()).isZero();
    assertThat(post(leave, "List-Unsubscribe=One-Click").statusCode()).isEqualTo(200);
    assertThat(value("select count(*) || '' from departed")).isEqualTo("1");
    assertThat(everything()).doesNotContain("ada@example.org");
  }

  @Test
  void oneClickMayComeAsMultipart() throws Exception {
    String leave = reader("ada@example.org", "");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address() + leave))
            .header("Content-Type", "multipart/form-data; boundary=part")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "--part\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--part--\r\n"))
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(subscriptions()).isZero();
  }

  @Test
  void aTokenIsGoodForOneAddressAndOnePurposeAndCannotBeMadeUp() throws Exception {
    String ada = token(reader("ada@example.org", ""));
    String bob = token(reader("bob@example.org", ""));

    for (String forged :
        List.of(
            ada.substring(0, 16) + bob.substring(16), // Bob's seal for Ada
            bob.substring(0, 16) + ada.substring(16),
            ada.substring(0, 47) + (ada.endsWith("0") ? "1" : "0"),
            ada.substring(0, 16) + "0".repeat(32),
            "0".repeat(48))) {
      assertThat(post("/unsubscribe/" + forged, "List-Unsubscribe=One-Click").statusCode())
          .isEqualTo(404);
      assertThat(server.get("/subscriptions/" + forged).statusCode()).isEqualTo(404);
    }
    assertThat(server.get("/subscriptions/" + ada).statusCode()).isEqualTo(404); // is for leaving
    assertThat(server.get("/subscriptions/" + ada + "/data.json").statusCode()).isEqualTo(404);
    for (String text : List.of("x", ada + "0", ada.substring(1), "%00", "..%2f..")) {
      assertThat(post("/unsubscribe/" + text, "List-Unsubscribe=One-Click").statusCode())
          .isBetween(400, 404);
    }
    assertThat(subscriptions()).isEqualTo(2);
  }

  @Test
  void whatWaitsIsNotSentToSomebodyWhoHasLeftMeanwhile() throws Exception {
    String leave =
        reader("ada@example.org", "&whole=1&trending=1&rhythm=working-days&zone=UTC&hour=8");
    choose(Instant.now().plus(Duration.ofDays(4)));
    assertThat(value("select count(*) || '' from post where state = 'queued'")).isEqualTo("1");

    post(leave, "List-Unsubscribe=One-Click");

    assertThat(send()).isEmpty();
  }

  @Test
  void theAnswerIsTheSameForKnownAndUnknownAddressesAndTheUnconfirmedGetOneMail() throws Exception {
    reader("known@example.org", "");
    HttpResponse<String> known = post("/subscribe", "address=known%40example.org");
    HttpResponse<String> unknown = post("/subscribe", "address=other%40example.org");
    HttpResponse<String> again = post("/subscribe", "address=other%40example.org");
    assertThat(known.body().replace("known@", "…@"))
        .isEqualTo(unknown.body().replace("other@", "…@"));
    assertThat(again.body()).isEqualTo(unknown.body());
    assertThat(known.statusCode()).isEqualTo(unknown.statusCode());

    List<MimeMessage> mails = send();
    assertThat(mails).hasSize(2);
    assertThat(mails)
        .extracting(mail -> mail.getHeader("X-Envelope-To")[0] + " " + mail.getSubject())
        .containsExactlyInAnyOrder(
            "known@example.org You are subscribed to Offprint",
            "other@example.org Confirm your address for Offprint");
    post("/subscribe", "address=known%40example.org");
    post("/subscribe", "address=Other%40Example.org");
    assertThat(send()).isEmpty();
  }

  @Test
  void whoeverWasNamedBySomebodyElseCanForbidFurtherMails() throws Exception {
    post("/subscribe", "address=eve%40example.org");
    String never = path("/subscribe/never/[0-9a-f]{48}", text(only(send())));
    assertThat(server.get(never).statusCode()).isEqualTo(200);
    assertThat(post(never, "").statusCode()).isEqualTo(200);

    assertThat(post("/subscribe", "address=eve%40example.org").statusCode()).isEqualTo(202);
    assertThat(send()).isEmpty();
    assertThat(everything()).doesNotContain("eve@example.org");
  }

  @Test
  void aReaderChangesEverythingDownloadsWhatIsStoredAndDeletesIt() throws Exception {
    reader("ada@example.org", "");
    String manage = manage("ada@example.org");
    HttpResponse<String> saved =
        post(
            manage,
            "whole=1&categories=cs.CL%2C+stat.ML&searches=%22cross+entropy%22+-survey&authors=Ada+Lovelace"
                + "&rhythm=friday&zone=Europe%2FBerlin&hour=7&most=25&language=de&quiet=1");
    assertThat(saved.statusCode()).isEqualTo(303);
    HttpResponse<String> page = server.get(manage);
    assertThat(page.body())
        .contains("cs.CL\nstat.ML", "&#34;cross entropy&#34; -survey".replace("&#34;", "\""))
        .contains("<option value=\"friday\" selected>");
    HttpResponse<String> wrong =
        post(manage, "whole=1&trending=1&zone=Mars%2FOlympus&rhythm=friday");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("'Mars/Olympus' is not a time zone");

    HttpResponse<String> data = server.get(manage + "/data.json");
    assertThat(data.statusCode()).isEqualTo(200);
    assertThat(data.body()).contains("ada@example.org", "stat.ML", "I want digests from Offprint");

    assertThat(post(manage + "/erase", "").statusCode()).isEqualTo(200);
    assertThat(server.get(manage).statusCode()).isEqualTo(404);
    assertThat(value("select count(*) || '' from departed")).isEqualTo("0");
    assertThat(value("select count(*) || '' from consent")).isEqualTo("0");
    assertThat(everything()).doesNotContain("ada@example.org");
  }

  @Test
  void somebodyWhoComesBackCanLeaveByTheLinkOfAnOldMail() throws Exception {
    String old = reader("ada@example.org", "");
    post(old, "List-Unsubscribe=One-Click");
    reader("ada@example.org", "");
    assertThat(subscriptions()).isOne();

    post(old, "List-Unsubscribe=One-Click");

    assertThat(subscriptions()).isZero();
  }

  @Test
  void whatIsNoAddressIsSaidAndTheFormKeepsWhatWasTyped() throws Exception {
    HttpResponse<String> refused =
        post("/subscribe", "address=ada%40&whole=1&searches=entropy&rhythm=monday");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .contains(
            "&#39;ada@&#39; is not a mail address".replace("&#39;", "'"), ">entropy</textarea>");
    assertThat(server.get("/").body()).contains("action=\"/subscribe\"");
  }

  @Test
  void oneNetworkCanNameSoManyAddressesAndNoMore() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(post("/subscribe", "address=a" + i + "%40example.org").statusCode())
          .isEqualTo(202);
    }
    assertThat(post("/subscribe", "address=more%40example.org").statusCode()).isEqualTo(429);
  }

  @Test
  void whatWasSentIsForCurators() {
    assertThat(server.get("/digest/sent").statusCode()).isEqualTo(403);
  }

  /// Subscribes and confirms; returns the path for leaving.
  private static String reader(String address, String wishes) throws Exception {
    post("/subscribe", "address=" + URLEncoder.encode(address, StandardCharsets.UTF_8) + wishes);
    String text = text(only(send()));
    post(path("/subscribe/confirm/[0-9a-f]{48}", text), "");
    return URI.create(
            server
                .context()
                .getBean(org.offprint.server.subscribe.Links.class)
                .leave(subscription(address)))
        .getPath();
  }

  private static String manage(String address) {
    return URI.create(
            server
                .context()
                .getBean(org.offprint.server.subscribe.Links.class)
                .manage(subscription(address)))
        .getPath();
  }

  private static org.offprint.server.subscribe.Subscription subscription(String address) {
    return server
        .context()
        .getBean(org.offprint.server.subscribe.Subscriptions.class)
        .byAddress(new org.offprint.server.subscribe.Address(address))
        .orElseThrow();
  }

  private static String token(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static void choose(Instant now) {
    server.context().getBean(Digests.class).choose(now);
  }

  /// Sends what waits and returns it, and empties the folder.
  private static List<MimeMessage> send() throws Exception {
    PostOffice post = server.context().getBean(PostOffice.class);
    while (post.send() > 0) {
      // until nothing waits
    }
    List<MimeMessage> sent = new ArrayList<>();
    for (Path file : mails()) {
      try (InputStream bytes = Files.newInputStream(file)) {
        sent.add(new MimeMessage(Session.getInstance(new Properties()), bytes));
      }
      Files.delete(file);
    }
    return sent;
  }

  private static List<Path> mails() {
    Path folder = server.data().resolve("mail");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static MimeMessage only(List<MimeMessage> mails) {
    assertThat(mails).hasSize(1);
    return mails.getFirst();
  }

  private static String text(MimeMessage mail) throws Exception {
    return String.valueOf(((Multipart) mail.getContent()).getBodyPart(0).getContent())
        .replace("\r\n", "\n");
  }

  private static String html(MimeMessage mail) throws Exception {
    return String.valueOf(((Multipart) mail.getContent()).getBodyPart(1).getContent());
  }

  private static String path(String form, String text) {
    Matcher found = Pattern.compile(form).matcher(text);
    assertThat(found.find()).isTrue();
    return found.group();
  }

  private static HttpResponse<String> post(String path, String form) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }

  private static int head(String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(server.address() + path))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static long subscriptions() {
    return server
        .database()
        .sql()
        .sql("select count(*) from subscription")
        .query(Long.class)
        .single();
  }

  private static String value(String sql) {
    return server.database().sql().sql(sql).query(String.class).single();
  }

  /// Every row of every table that could name a reader.
  private static String everything() {
    StringBuilder all = new StringBuilder();
    for (String table :
        List.of(
            "post",
            "subscription",
            "subscription_request",
            "departed",
            "consent",
            "digest_issue",
            "digest_item",
            "outbox")) {
      server
          .database()
          .sql()
          .sql("select to_jsonb(t)::text from " + table + " t")
          .query(String.class)
          .list()
          .forEach(row -> all.append(row).append('\n'));
    }
    return all.toString();
  }
}
