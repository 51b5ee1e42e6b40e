package org.offprint.server.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offprint.server.TestServer.header;

import java.net.http.HttpResponse;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.offprint.server.Member;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import org.offprint.server.account.Role;

/// Reporting, hiding, suspending and appealing, as browsers do it, and as somebody who should not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModerationPagesTest {
  private static final String PAPER = "2603.01234";
  private static final String PAGE = "/papers/" + PAPER;

  private TestServer server;
  private Member ada;
  private Member eve;
  private Member curator;
  private Member admin;

  @BeforeAll
  void start() {
    server = TestServer.with(TestPapers.FULL_LISTED);
    admin = server.member("rula", Role.admin);
    curator = server.member("cura", Role.curator);
    ada = server.member("ada", Role.member);
    eve = server.member("eve", Role.member);
    server
        .database()
        .sql()
        .sql("update account set invited_by = :by where name in ('ada', 'cura')")
        .param("by", admin.id())
        .update();
    server
        .database()
        .sql()
        .sql("update account set invited_by = :by where name = 'eve'")
        .param("by", ada.id())
        .update();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void clear() {
    server
        .database()
        .sql()
        .sql("truncate flag, appeal, moderation_log, notice, comment_revision, comment")
        .update();
    server
        .database()
        .sql()
        .sql(
            "update account set created = now() - interval '10 days', state = 'active', state_note = '', role = case name when 'rula' then 'admin' when 'cura' then 'curator' else 'member' end")
        .update();
    server
        .database()
        .sql()
        .sql(
            "update account set mail = 'eve@mail.example', mail_confirmed = now() where name = 'eve'")
        .update();
  }

  private long say(Member who, String text) {
    HttpResponse<String> answer = who.post("/comments", "paper=" + PAPER, "text=" + text);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return Long.parseLong(header(answer, "Location").replaceFirst(".*#c", ""));
  }

  private static Document dom(HttpResponse<String> answer) {
    return Jsoup.parse(answer.body());
  }

  @Test
  void whatIsReportedIsHiddenAppealedAndShownAgain() {
    long id = say(eve, "buy my **pills**");
    assertThat(ada.get("/moderation/flag?comment=" + id).body()).contains("It advertises");
    assertThat(
            ada.post("/moderation/flag", "comment=" + id, "reason=spam", "words=look").statusCode())
        .isEqualTo(303);
    ada.post("/moderation/flag", "comment=" + id, "reason=abuse"); // once for each
    assertThat(ada.get("/moderation/flag?comment=" + id).body()).contains("You have reported it");

    Document queue = dom(curator.get("/moderation/queue"));
    assertThat(queue.select("h1").text()).isEqualTo("1 thing waits");
    assertThat(queue.select(".flags li")).hasSize(1);
    assertThat(queue.select(".case .words strong").text()).isEqualTo("pills");
    assertThat(
            header(
                curator.post(
                    "/moderation/comments/" + id + "/hide", "note=It advertises", "then=queue"),
                "Location"))
        .isEqualTo("/moderation/queue");
    curator.post("/moderation/comments/" + id + "/hide", "note=again"); // the form came twice

    assertThat(server.get(PAGE).body())
        .doesNotContain("pills")
        .contains("Hidden by cura: It advertises");
    assertThat(ada.get(PAGE).body()).doesNotContain("pills");
    assertThat(eve.get(PAGE).body()).contains("pills").contains("Only you and curators");
    assertThat(curator.get(PAGE).body()).contains("pills");
    for (String path :
        List.of(
            "/comments",
            "/people/eve",
            "/comments.atom",
            PAGE + "/comments.json",
            "/api/v1/papers/" + PAPER + "/comments",
            "/api/papers/" + PAPER + "?field=comments")) {
      assertThat(server.get(path).body()).as(path).doesNotContain("pills");
    }
    assertThat(server.get("/comments/" + id + "/history").statusCode()).isEqualTo(404);
    assertThat(dom(curator.get("/moderation/queue")).select("h1").text())
        .isEqualTo("Nothing waits");
    assertThat(eve.get("/me/news").body())
        .contains("A curator hid your comment")
        .contains("It advertises");

    assertThat(
            eve.post("/moderation/appeal", "comment=" + id, "words=They are vitamins").statusCode())
        .isEqualTo(303);
    eve.post("/moderation/appeal", "comment=" + id, "words=once more");
    Document appeals = dom(curator.get("/moderation/queue"));
    assertThat(appeals.select(".noted").eachText()).containsExactly("They are vitamins");
    String answer = appeals.select("form[action^=/moderation/appeals/]").attr("action");
    assertThat(curator.post(answer, "answer=grant", "note=indeed").statusCode()).isEqualTo(303);
    curator.post(answer, "answer=refuse", "note=the form came twice");

    assertThat(server.get(PAGE).body()).contains("pills");
    assertThat(eve.get("/me/news").body()).contains("can be read again");
    assertThat(dom(server.get("/moderation/log")).select(".told .what").eachText())
        .containsExactly(
            "cura granted the appeal of eve about a comment on " + PAPER,
            "cura hid a comment by eve on " + PAPER);
    assertThat(
            server
                .database()
                .sql()
                .sql("select comments from paper where id = :id")
                .param("id", PAPER)
                .query(Integer.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void whoIsSuspendedIsSignedOutEverywhereAndCanAppealOnce() {
    Member mallory = server.member("mal" + System.nanoTime() % 100_000, Role.member);
    String name =
        server
            .database()
            .sql()
            .sql("select name from account where id = :id")
            .param("id", mallory.id())
            .query(String.class)
            .single();
    assertThat(admin.post("/people/" + name + "/suspend", "note=").statusCode()).isEqualTo(400);

    assertThat(admin.post("/people/" + name + "/suspend", "note=a flood of adverts").statusCode())
        .isEqualTo(303);

    assertThat(mallory.get("/me").statusCode()).isEqualTo(403); // the session is gone
    assertThat(server.get("/moderation/log").body()).contains("a flood of adverts");
    assertThat(admin.get("/people").body()).contains("suspended");
    assertThat(server.get("/people").body()).doesNotContain("suspended");
    assertThat(curator.get("/people").body()).doesNotContain("suspended");

    Member again = server.again(mallory);
    assertThat(again.get("/me").body()).contains("a flood of adverts");
    assertThat(again.post("/comments", "paper=" + PAPER, "text=x").statusCode()).isEqualTo(403);
    assertThat(again.get("/moderation/appeal").body()).contains("suspended you");
    assertThat(again.post("/moderation/appeal", "words=It was my cat").statusCode()).isEqualTo(303);
    String answer =
        dom(admin.get("/moderation/queue"))
            .select("form[action^=/moderation/appeals/]")
            .attr("action");
    assertThat(curator.post(answer, "answer=grant").statusCode()).isEqualTo(403); // an admin's
    assertThat(admin.post(answer, "answer=grant", "note=keep it off the keyboard").statusCode())
        .isEqualTo(303);
    assertThat(again.post("/comments", "paper=" + PAPER, "text=thank you").statusCode())
        .isEqualTo(303);
    assertThat(again.get("/moderation/appeal").statusCode()).isEqualTo(404);
  }

  /// Guards the role on every route of moderation.
  @Test
  void onlyCuratorsModerateAndOnlyAdminsRule() {
    long id = say(eve, "stays");
    ada.post("/moderation/flag", "comment=" + id, "reason=other", "words=hm");
    for (Member member : List.of(ada, eve)) {
      assertThat(member.get("/moderation/queue").statusCode()).isEqualTo(403);
      assertThat(member.get("/moderation/comments/" + id).statusCode()).isEqualTo(403);
      for (String act : List.of("hide", "show", "leave")) {
        assertThat(member.post("/moderation/comments/" + id + "/" + act, "note=x").statusCode())
            .as(act)
            .isEqualTo(403);
      }
      assertThat(member.post("/moderation/papers/leave", "paper=" + PAPER).statusCode())
          .isEqualTo(403);
      assertThat(member.post("/moderation/appeals/1", "answer=grant").statusCode()).isEqualTo(403);
    }
    for (Member member : List.of(ada, eve, curator)) {
      for (String act : List.of("suspend", "restore", "role")) {
        assertThat(member.post("/people/ada/" + act, "note=x", "role=admin").statusCode())
            .as(act)
            .isEqualTo(403);
      }
      assertThat(member.get("/people/ada").body()).doesNotContain("For admins");
    }
    assertThat(server.get("/moderation/queue").statusCode()).isEqualTo(403);
    assertThat(server.get(PAGE).body()).contains("stays");
    assertThat(server.get("/moderation/log").body()).contains("Nothing so far");
    assertThat(
            server
                .database()
                .sql()
                .sql("select role from account where name = 'ada'")
                .query(String.class)
                .single())
        .isEqualTo("member");
  }

  /// Guards that an appeal is of whom it concerns, and of what is hidden.
  @Test
  void nobodyAppealsForAnotherOrAgainstNothing() {
    long id = say(eve, "hidden words");
    assertThat(eve.post("/moderation/appeal", "comment=" + id, "words=x").statusCode())
        .isEqualTo(404);
    curator.post("/moderation/comments/" + id + "/hide", "note=x");

    for (Member other : List.of(ada, curator, admin)) {
      assertThat(other.get("/moderation/appeal?comment=" + id).statusCode()).isEqualTo(404);
      assertThat(other.post("/moderation/appeal", "comment=" + id, "words=x").statusCode())
          .isEqualTo(404);
      assertThat(other.post("/moderation/appeal", "words=x").statusCode()).isEqualTo(404);
    }
    assertThat(ada.get("/moderation/flag?comment=" + id).statusCode())
        .isEqualTo(404); // it cannot be read
    assertThat(ada.get("/comments/new?parent=" + id + "&quote=1").body())
        .doesNotContain("hidden words");
  }

  /// Guards the log: a note is one line without signs that steer a terminal or turn the writing,
  /// and the database refuses every change.
  @Test
  void theLogSaysWhatWasDoneAndNothingElse() {
    long id = say(eve, "x");
    curator.post(
        "/moderation/comments/" + id + "/hide",
        "note=fine\r\n2026-01-01 INFO rula suspended ada\u001b[2J\u202e\u2028next\u0000"
            + "y".repeat(1_000));

    String note =
        server.database().sql().sql("select note from moderation_log").query(String.class).single();
    assertThat(note)
        .startsWith("fine 2026-01-01 INFO rula suspended ada [2J nexty")
        .hasSizeLessThanOrEqualTo(500)
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");
    assertThat(dom(server.get("/moderation/log")).select(".told > li")).hasSize(1);
    for (String change :
        List.of("update moderation_log set note = ''", "delete from moderation_log")) {
      assertThatThrownBy(() -> server.database().sql().sql(change).update())
          .hasMessageContaining("only added to");
    }
  }

  /// Guards the proof of the form on the routes of moderation.
  @Test
  void aFormOfAnotherSessionModeratesNothing() {
    long id = say(eve, "stays");
    for (String path :
        List.of(
            "/moderation/comments/" + id + "/hide",
            "/moderation/comments/" + id + "/leave",
            "/moderation/papers/leave",
            "/moderation/papers/hide",
            "/moderation/papers/show",
            "/people/ada/suspend",
            "/people/ada/role",
            "/people/ada/restore",
            "/moderation/flag",
            "/moderation/appeal",
            "/moderation/appeals/1")) {
      assertThat(
              server.post(
                  path,
                  admin.cookie(),
                  server.address(),
                  "note=x&role=curator&proof=" + eve.proof()))
          .as(path)
          .isEqualTo(403);
      assertThat(
              server.post(
                  path,
                  admin.cookie(),
                  "https://evil.example",
                  "note=x&role=curator&proof=" + admin.proof()))
          .as(path)
          .isEqualTo(403);
    }
  }

  @Test
  void aFirstCommentWithALinkWaitsToBeSeen() {
    server.database().sql().sql("update account set created = now() where name = 'eve'").update();
    long id = say(eve, "see https://shop.example/x");

    Document queue = dom(curator.get("/moderation/queue"));
    assertThat(queue.select("main h2").text()).isEqualTo("Links from new accounts");
    curator.post("/moderation/comments/" + id + "/leave", "then=queue");

    assertThat(dom(curator.get("/moderation/queue")).select("h1").text())
        .isEqualTo("Nothing waits");
    assertThat(server.get("/moderation/log").body()).contains("left as it is");
    assertThat(server.get(PAGE).body()).contains("shop.example");
  }

  @Test
  void aPaperIsReportedAndSettled() {
    assertThat(ada.post("/moderation/flag", "paper=" + PAPER, "reason=wrong-paper").statusCode())
        .isEqualTo(303);
    assertThat(ada.post("/moderation/flag", "paper=" + PAPER, "reason=nonsense").statusCode())
        .isEqualTo(400);
    assertThat(
            eve.post("/moderation/flag", "paper=" + PAPER, "reason=other", "words= ").statusCode())
        .isEqualTo(400);
    assertThat(dom(curator.get("/moderation/queue")).select(".flags li")).hasSize(1);

    curator.post("/moderation/papers/leave", "paper=" + PAPER, "note=merged it");

    assertThat(dom(curator.get("/moderation/queue")).select("h1").text())
        .isEqualTo("Nothing waits");
    assertThat(server.get("/moderation/log").body()).contains("merged it");
  }

  @Test
  void peopleAreListedWithWhoInvitedThemAndWithoutTheirMail() {
    say(eve, "something of mine");

    assertThat(dom(server.get("/people")).select(".people a").eachText())
        .contains("rula", "cura", "ada", "eve");
    Document tree = dom(server.get("/people/tree"));
    assertThat(tree.select(".tree > li").eachAttr("class")).startsWith("d0", "d1", "d1", "d2");
    Document person = dom(server.get("/people/EVE"));
    assertThat(person.text()).contains("invited by ada").contains("something of mine");
    for (String path : List.of("/people", "/people/tree", "/people/eve", PAGE)) {
      assertThat(server.get(path).body()).as(path).doesNotContain("eve@mail.example");
      assertThat(admin.get(path).body()).as(path).doesNotContain("eve@mail.example");
    }
    server.database().sql().sql("update account set state = 'deleted' where name = 'eve'").update();
    assertThat(server.get("/people/eve").statusCode()).isEqualTo(404);
    assertThat(server.get("/people").body()).doesNotContain(">eve<");
    assertThat(ada.get(PAGE).body())
        .doesNotContain("/people/eve")
        .contains("Somebody who has left");
  }

  @Test
  void anAdminGivesRolesButNeverTheLastOneAway() {
    assertThat(admin.post("/people/ada/role", "role=curator").statusCode()).isEqualTo(303);
    assertThat(ada.get("/moderation/queue").statusCode()).isEqualTo(200);
    assertThat(server.get("/moderation/log").body()).contains("gave a role to").contains("curator");
    assertThat(admin.post("/people/ada/role", "role=king").statusCode()).isEqualTo(400);

    assertThat(admin.post("/people/rula/role", "role=member").statusCode()).isEqualTo(400);
    assertThat(admin.post("/people/rula/suspend", "note=myself").statusCode()).isEqualTo(400);
    assertThat(admin.get("/me").statusCode()).isEqualTo(200);
  }
}
