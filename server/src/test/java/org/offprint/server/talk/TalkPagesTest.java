package org.offprint.server.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestServer.header;

import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offprint.server.Member;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import org.offprint.server.account.Role;

/// The discussion as browsers see it, and as somebody who should not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TalkPagesTest {
  private static final String PAPER = "2603.01234";
  private static final String PAGE = "/papers/" + PAPER;
  private static final String OLD = "cs/0112017";
  private static final String EVIL = "\"><script>alert(1)</script><b onmouseover=alert(1)>'";

  private TestServer server;
  private Member ada;
  private Member eve;
  private Member curator;

  @BeforeAll
  void start() {
    server =
        TestServer.with(TestPapers.FULL_LISTED, TestPapers.unlisted("cs/0112017", "2001-12-14"));
    ada = server.member("ada", Role.member);
    eve = server.member("eve", Role.member);
    curator = server.member("cura", Role.curator);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// Each test begins with nothing said and nobody new.
  @BeforeEach
  void clear() {
    server
        .database()
        .sql()
        .sql(
            "truncate flag, appeal, moderation_log, notice, note, follow, comment_revision, comment")
        .update();
    server
        .database()
        .sql()
        .sql(
            "update account set created = now() - interval '10 days', shown = name, state = 'active', about = ''")
        .update();
  }

  private long say(Member who, String text, String... more) {
    String[] fields = new String[more.length + 2];
    fields[0] = "paper=" + PAPER;
    fields[1] = "text=" + text;
    System.arraycopy(more, 0, fields, 2, more.length);
    HttpResponse<String> answer = who.post("/comments", fields);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    Matcher number = Pattern.compile("#c(\\d+)$").matcher(header(answer, "Location"));
    assertThat(number.find()).isTrue();
    return Long.parseLong(number.group(1));
  }

  private static Document dom(HttpResponse<String> answer) {
    return Jsoup.parse(answer.body());
  }

  @Test
  void aCommentIsOnThePageForEverybodyAtOnce() {
    assertThat(server.get(PAGE).body())
        .contains("Nobody has said anything")
        .contains("Sign in to write");

    long id = say(ada, "The *proof* of $x^2$ holds.");

    Element comment = dom(server.get(PAGE)).expectFirst("#c" + id);
    assertThat(comment.select(".words em").text()).isEqualTo("proof");
    assertThat(comment.select(".words math")).hasSize(1);
    assertThat(comment.select("a[href=/people/ada]").text()).isEqualTo("ada");
    assertThat(comment.text()).doesNotContain("Answer").doesNotContain("Report");
    assertThat(dom(server.get("/comments")).select(".thread .words em").text()).isEqualTo("proof");
    assertThat(header(server.get("/comments/" + id), "Location")).isEqualTo(PAGE + "#c" + id);
    assertThat(header(server.get(PAGE + "/comments"), "Location")).isEqualTo(PAGE + "#talk");
  }

  @Test
  void whatIsWrittenCanBeSeenBeforeItIsSent() {
    Document form = dom(ada.get(PAGE));
    String once = form.select("form[action=/comments] input[name=form]").attr("value");
    assertThat(once).hasSizeGreaterThan(20);

    Document preview =
        dom(
            ada.post(
                "/comments",
                "paper=" + PAPER,
                "text=**bold** </textarea><script>x</script>",
                "form=" + once,
                "act=preview"));

    assertThat(preview.select(".preview strong").text()).isEqualTo("bold");
    assertThat(preview.select("textarea").val())
        .isEqualTo("**bold** </textarea><script>x</script>");
    assertThat(preview.select("input[name=form]").attr("value")).isEqualTo(once);
    assertThat(server.get(PAGE).body()).doesNotContain("bold");
  }

  /// Guards the form's own number: a double click, and the back button after it.
  @Test
  void aFormSentTwiceSaysOnce() {
    String form = "form=abcdefghijklmnopqrstuvwxyz";
    assertThat(say(ada, "once", form)).isEqualTo(say(ada, "once", form));
    assertThat(dom(server.get(PAGE)).select(".thread > li")).hasSize(1);
  }

  @Test
  void answersAreIndentedFourStepsThenSayWhomTheyAnswer() {
    long parent = say(ada, "0");
    for (int depth = 1; depth <= 6; depth++) {
      parent = say(curator, "" + depth, "parent=" + parent);
    }

    Document page = dom(server.get(PAGE));

    assertThat(page.select(".thread > li").eachAttr("class"))
        .containsExactly("d0", "d1", "d2", "d3", "d4", "d4", "d4");
    assertThat(page.select(".thread > li:last-child span:not(.unseen) > span > a[href^=#c]").text())
        .isEqualTo("cura");
  }

  @Test
  void aQuoteBeginsTheAnswer() {
    long id = say(ada, "first\n\nsecond");

    Document form = dom(eve.get("/comments/new?parent=" + id + "&quote=1"));

    assertThat(form.select("textarea").val()).startsWith("> first\n> \n> second");
    assertThat(form.select("input[name=parent]").attr("value")).isEqualTo("" + id);
    assertThat(form.select(".answered .words p")).hasSize(2);
  }

  @Test
  void aPaperWithASlashIsDiscussedToo() {
    HttpResponse<String> said = eve.post("/comments", "paper=" + OLD, "text=old but good");

    assertThat(header(said, "Location")).startsWith("/papers/" + OLD + "#c");
    String id = header(said, "Location").replaceFirst(".*#c", "");
    assertThat(server.get("/papers/" + OLD).body()).contains("old but good");
    assertThat(server.get("/papers/" + OLD + "/comments/" + id + "/history").statusCode())
        .isEqualTo(200);
    assertThat(server.get("/papers/" + OLD + "/comments.atom").body()).contains("old but good");
    assertThat(server.get("/api/v1/papers/" + OLD + "/comments").body()).contains("old but good");
  }

  @Test
  void anEditKeepsWhatWasSaidBeforeForEverybody() {
    long id = say(ada, "before");

    assertThat(ada.post("/comments/" + id + "/edit", "revision=1", "text=after").statusCode())
        .isEqualTo(303);

    assertThat(dom(server.get(PAGE)).select("#c" + id + " a[href$=/history]").text())
        .isEqualTo("edited");
    assertThat(dom(server.get("/comments/" + id + "/history")).select(".words").eachText())
        .containsExactly("after", "before");
    assertThat(server.get(PAGE + "/comments/" + id + "/history").statusCode()).isEqualTo(200);
    HttpResponse<String> late = ada.post("/comments/" + id + "/edit", "revision=1", "text=another");
    assertThat(late.statusCode()).isEqualTo(400);
    assertThat(dom(late).select("textarea").val()).isEqualTo("another"); // nothing typed is lost
  }

  @Test
  void aDeletedCommentLeavesItsPlaceWhereSomebodyAnswered() {
    long answered = say(ada, "gone one");
    say(eve, "an answer", "parent=" + answered);
    long alone = say(ada, "gone two");

    assertThat(ada.post("/comments/" + answered + "/delete").statusCode()).isEqualTo(303);
    assertThat(ada.post("/comments/" + alone + "/delete").statusCode()).isEqualTo(303);
    assertThat(ada.post("/comments/" + alone + "/delete").statusCode()).isEqualTo(303);

    Document page = dom(server.get(PAGE));
    assertThat(page.select("#c" + answered).text()).contains("has deleted this comment");
    assertThat(page.select("#c" + alone)).isEmpty();
    assertThat(page.text()).doesNotContain("gone one").contains("an answer");
    assertThat(server.get("/comments/" + answered + "/history").statusCode()).isEqualTo(404);
  }

  /// Guards the rule that a comment is changed by who wrote it, on every route that takes a number.
  @Test
  void nobodyChangesWhatAnotherSaid() {
    long id = say(ada, "mine");

    for (Member other : List.of(eve, curator)) {
      assertThat(other.get("/comments/" + id + "/edit").statusCode()).isEqualTo(404);
      assertThat(other.post("/comments/" + id + "/edit", "revision=1", "text=theirs").statusCode())
          .isEqualTo(404);
      assertThat(
              other
                  .post("/comments/" + id + "/edit", "revision=1", "text=theirs", "act=preview")
                  .statusCode())
          .isEqualTo(404);
      assertThat(other.post("/comments/" + id + "/delete").statusCode()).isEqualTo(404);
    }
    assertThat(server.get(PAGE).body()).contains("mine").doesNotContain("theirs");
  }

  /// Guards the proof of the form, the check of where it comes from, and that both need a session.
  @Test
  void aFormThatIsNotOursSaysNothing() {
    long id = say(ada, "stays");
    for (String path :
        List.of(
            "/comments",
            "/comments/" + id + "/edit",
            "/comments/" + id + "/delete",
            "/discussions/follow",
            "/me/notes",
            "/me/news/read")) {
      String body = "paper=" + PAPER + "&text=forged&revision=1&follow=yes&to=99";
      assertThat(server.post(path, ada.cookie(), server.address(), body + "&proof=wrong"))
          .as(path)
          .isEqualTo(403);
      assertThat(server.post(path, ada.cookie(), server.address(), body)).as(path).isEqualTo(403);
      assertThat(server.post(path, ada.cookie(), server.address(), body + "&proof=" + eve.proof()))
          .as(path)
          .isEqualTo(403);
      assertThat(
              server.post(
                  path, ada.cookie(), "https://evil.example", body + "&proof=" + ada.proof()))
          .as(path)
          .isEqualTo(403);
      assertThat(server.post(path, ada.cookie(), "", body + "&proof=" + ada.proof()))
          .as(path)
          .isEqualTo(403);
      assertThat(server.post(path, "", server.address(), body + "&proof=" + ada.proof()))
          .as(path)
          .isEqualTo(403);
      assertThat(ada.get(path).statusCode())
          .as(path)
          .isIn(200, 404, 405); // and a link does nothing
    }
    assertThat(server.get(PAGE).body()).contains("stays").doesNotContain("forged");
    assertThat(ada.get("/me/notes").body()).doesNotContain("forged");
  }

  /// Guards every place where a text or a name of somebody is printed: pages, history, news, feeds,
  /// the API.
  @ParameterizedTest
  @ValueSource(
      strings = {
        EVIL,
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1)) ![y](javascript:alert(1))",
        "$\\text{<img src=x onerror=alert(1)>}$",
        "`<script>alert(1)</script>`"
      })
  void whatIsSaidRunsNowhere(String text) {
    server
        .database()
        .sql()
        .sql("update account set shown = :evil, about = :evil where name = 'eve'")
        .param("evil", EVIL)
        .update();
    server.database().sql().sql("update account set created = now() - interval '10 days'").update();
    long id = say(eve, "@ada " + text);
    eve.post("/comments/" + id + "/edit", "revision=1", "text=@ada edited " + text);
    eve.post("/me/notes", "paper=" + PAPER, "text=" + text);
    curator.post("/moderation/comments/" + say(eve, text + " 2") + "/hide", "note=" + EVIL);

    for (String path :
        List.of(
            PAGE,
            "/comments",
            "/comments/" + id + "/history",
            "/people",
            "/people/eve",
            "/people/tree",
            "/moderation/log")) {
      safe(path, server.get(path));
      safe(path, curator.get(path));
    }
    safe("news", ada.get("/me/news"));
    safe("notes", eve.get("/me/notes"));
    safe("own page", eve.get(PAGE));
    safe("own news", eve.get("/me/news"));
    safe("answer", ada.get("/comments/new?parent=" + id + "&quote=1"));
    safe("edit", eve.get("/comments/" + id + "/edit"));
    safe("preview", eve.post("/comments", "paper=" + PAPER, "text=" + text, "act=preview"));
    safe("flag", ada.get("/moderation/flag?comment=" + id));
    safe("hide", curator.get("/moderation/comments/" + id));
    safe("queue", curator.get("/moderation/queue"));
    assertThat(server.get("/comments.atom").body())
        .doesNotContain("<script")
        .doesNotContain("<img");
  }

  private static void safe(String where, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(where).isEqualTo(200);
    Document page = dom(answer);
    assertThat(page.select("script:not([src^=/static/]):not([type=application/ld+json])"))
        .as(where)
        .isEmpty();
    assertThat(page.select("iframe, object, embed, img, base, form[action^=http]"))
        .as(where)
        .isEmpty();
    for (Element element : page.getAllElements()) {
      element
          .attributes()
          .forEach(one -> assertThat(one.getKey()).as(where).doesNotStartWith("on"));
      assertThat(element.attr("href")).as(where).doesNotContain("javascript:");
    }
    page.select(".words").forEach(SafeHtml::check);
  }

  @Test
  void whoIsAnsweredOrNamedIsToldInTheMastheadAndReadsIt() {
    long first = say(ada, "a question");
    say(eve, "an answer", "parent=" + first);
    say(eve, "and @ADA again");
    ada.post("/discussions/follow", "paper=" + PAPER, "follow=yes");
    say(curator, "followed");

    assertThat(dom(ada.get("/")).select(".who .news").text()).isEqualTo("3 new");
    Document news = dom(ada.get("/me/news"));
    assertThat(news.select(".told .what > a").eachText())
        .containsExactly("cura commented", "eve named you", "eve answered you");
    String to = news.select("input[name=to]").attr("value");
    assertThat(ada.post("/me/news/read", "to=" + to).statusCode()).isEqualTo(303);
    assertThat(dom(ada.get("/")).select(".who .news")).isEmpty();
    assertThat(dom(ada.get("/me/news")).select(".fresh")).isEmpty();
    assertThat(server.get("/me/news").statusCode()).isEqualTo(403);
  }

  /// Guards the account in every question for notes, and that pages for somebody are kept by
  /// nobody.
  @Test
  void aNoteIsOnNoPageOfAnybodyElse() {
    ada.post("/me/notes", "paper=" + PAPER, "text=a thought of mine");

    assertThat(ada.get(PAGE).body()).contains("a thought of mine");
    assertThat(ada.get("/me/notes").body()).contains("a thought of mine");
    Member admin = server.member("rule" + System.nanoTime() % 100_000, Role.admin);
    for (String path :
        List.of(PAGE, "/me/notes", "/me", "/people/ada", "/moderation/queue", "/comments")) {
      for (Member other : List.of(eve, curator, admin)) {
        assertThat(other.get(path).body()).as(path).doesNotContain("a thought");
      }
      assertThat(server.get(path).body()).as(path).doesNotContain("a thought");
    }
    for (String path :
        List.of(
            "/api/v1/papers/" + PAPER,
            "/api/v1/papers/" + PAPER + "/comments",
            "/comments.json",
            PAGE + ".md")) {
      assertThat(server.get(path, "Cookie", ada.cookie()).body())
          .as(path)
          .doesNotContain("a thought");
    }
    assertThat(header(ada.get(PAGE), "Cache-Control")).contains("no-store");
    ada.post("/me/notes", "paper=" + PAPER, "text=");
    assertThat(ada.get("/me/notes").body()).contains("noted nothing");
  }

  @Test
  void programsReadTheDiscussionInTheirForms() {
    long first = say(ada, "one $x$");
    long answer = say(eve, "two", "parent=" + first);
    eve.post("/comments/" + answer + "/edit", "revision=1", "text=three");

    assertThat(server.get("/api/v1/papers/" + PAPER + "/comments").body())
        .contains("\"total\":2")
        .contains("\"parent\":" + first)
        .contains("\"writer\":{\"name\":\"ada\",\"shown\":\"ada\"}")
        .contains("\"state\":\"open\"");
    String hub = server.get("/api/papers/" + PAPER + "?field=comments").body();
    assertThat(hub)
        .contains("\"id\":\"%024x\"".formatted(first))
        .contains("\"parentCommentId\":\"%024x\"".formatted(first))
        .contains("\"numEdits\":1")
        .contains("\"raw\":\"three\"");
    for (String form : List.of(".atom", ".rss", ".json")) {
      assertThat(server.get("/comments" + form).body()).contains("three");
      assertThat(server.get(PAGE + "/comments" + form).body()).contains("three");
    }
  }

  @Test
  void badNumbersAndUnknownPapersAreNamed() {
    assertThat(ada.post("/comments", "paper=2603.99999", "text=x").statusCode()).isEqualTo(404);
    assertThat(ada.post("/comments", "paper=" + PAPER, "text=x", "parent=abc").statusCode())
        .isEqualTo(400);
    assertThat(ada.post("/comments", "paper=" + PAPER, "text=").statusCode()).isEqualTo(400);
    assertThat(ada.get("/comments/new?paper=../../x").statusCode()).isEqualTo(404);
    assertThat(server.get("/comments?p=0").statusCode()).isEqualTo(400);
    assertThat(server.get("/comments/999999").statusCode()).isEqualTo(404);
    assertThat(server.get("/comments/999999/history").statusCode()).isEqualTo(404);
    assertThat(
            ada.post("/comments", "paper=" + PAPER, "text=" + "x".repeat(Comments.LONGEST + 1))
                .statusCode())
        .isEqualTo(400);
  }

  /// Guards against somebody who makes one account after another: each has a limit of its own, and
  /// their network one for all.
  @Test
  void aNetworkSaysSoMuchInAnHourHoweverManyAccountsItHas() throws Exception {
    try (HttpClient network =
        HttpClient.newBuilder().localAddress(InetAddress.getByName("127.0.0.44")).build()) {
      List<Member> accounts = List.of(ada, eve, curator);
      for (int i = 0; i < 120; i++) {
        assertThat(say(network, accounts.get(i % 3), "Number " + i).statusCode()).isEqualTo(303);
      }
      HttpResponse<String> refused = say(network, ada, "One more");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("Too many comments from your network");
    }
    say(ada, "One more, from elsewhere");
  }

  private HttpResponse<String> say(HttpClient network, Member who, String text) throws Exception {
    String form =
        "paper=%s&text=%s&proof=%s"
            .formatted(
                PAPER,
                URLEncoder.encode(text, StandardCharsets.UTF_8),
                URLEncoder.encode(who.proof(), StandardCharsets.UTF_8));
    return network.send(
        HttpRequest.newBuilder(URI.create(server.address() + "/comments"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", server.address())
            .header("Cookie", who.cookie())
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /// Guards the role in the question of the route: a suspended member reads and does nothing else.
  @Test
  void whoIsSuspendedReadsAndWritesNothing() {
    server
        .database()
        .sql()
        .sql("update account set state = 'suspended' where name = 'eve'")
        .update();

    assertThat(eve.post("/comments", "paper=" + PAPER, "text=x").statusCode()).isEqualTo(403);
    assertThat(eve.post("/me/notes", "paper=" + PAPER, "text=x").statusCode()).isEqualTo(403);
    assertThat(dom(eve.get(PAGE)).select("form[action=/comments]")).isEmpty();
  }
}
