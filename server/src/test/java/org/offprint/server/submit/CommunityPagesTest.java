package org.offprint.server.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestServer.header;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.offprint.server.Member;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import org.offprint.server.account.Role;
import org.offprint.server.vote.Votes;

/// What members do with papers, as browsers do it: vote, bring, choose, claim, keep, link.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommunityPagesTest {
  private static final String FULL = TestPapers.FULL.id().value();
  private static final String BIBTEX =
      """
      @article{turing1950,
        title = {Computing Machinery and Intelligence},
        author = {Turing, Alan M.},
        journal = {Mind}, year = {1950}, doi = {10.1093/mind/LIX.236.433}
      }
      """;

  private final LocalDate today = LocalDate.now(Clock.systemUTC());
  private TestServer server;
  private Member ada;
  private Member grace;
  private Member curator;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            TestPapers.FULL_LISTED,
            TestPapers.listed("2603.00001", "2026-03-05", 30, "2026-03-04"),
            TestPapers.listed("2603.00002", "2026-03-05", 20, "2026-03-04"));
    ada = server.member("ada", Role.member);
    grace = server.member("grace", Role.member);
    curator = server.member("keeper", Role.curator);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aVoteIsSeenAtOnceByTheVoterAndSoonByAll() throws InterruptedException {
    assertThat(grace.get("/papers/date/2026-03-05").body())
        .contains("aria-pressed=\"false\"")
        .doesNotContain("aria-pressed=\"true\"");

    HttpResponse<String> voted = grace.post("/votes", "paper=2603.00001", "up=1");

    assertThat(voted.statusCode()).isEqualTo(303);
    assertThat(grace.get("/papers/date/2026-03-05").body())
        .contains("aria-pressed=\"true\"")
        .contains(">31<");
    for (int i = 0; i < 30 && !server.get("/papers/2603.00001").body().contains("31 votes"); i++) {
      Thread.sleep(100);
    }
    assertThat(server.get("/papers/2603.00001").body())
        .contains("31 votes")
        .doesNotContain("aria-pressed");
    grace.post("/votes", "paper=2603.00001", "up=0");
    assertThat(grace.get("/papers/2603.00001").body()).contains("aria-pressed=\"false\"");
    assertThat(server.context().getBean(Votes.class).check()).isEmpty();
  }

  @Test
  void nobodyVotesWithoutAnAccountOrAFormOfTheirs() {
    assertThat(ada.post("/votes", "paper=2603.99999", "up=1").statusCode()).isEqualTo(404);
    assertThat(ada.post("/votes", "paper=2603.00001", "up=7").statusCode()).isEqualTo(400);
  }

  @Test
  void aPaperIsLookedAtBeforeItIsStored() {
    HttpResponse<String> found = ada.post("/submit/preview", "text=" + BIBTEX);
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.body())
        .contains("Computing Machinery and Intelligence")
        .contains("Is it this one?");
    assertThat(server.get("/papers/10.1093/mind/lix.236.433").statusCode()).isEqualTo(404);

    HttpResponse<String> done =
        ada.post("/submit", "text=" + BIBTEX, "words=It asks whether <b>machines</b> think.");

    assertThat(done.statusCode()).isEqualTo(303);
    String page = server.get(header(done, "Location")).body();
    assertThat(page)
        .contains("It asks whether &lt;b&gt;machines")
        .contains("ada, who brought it here");
    assertThat(server.get("/papers/date/" + today).body())
        .contains("Computing Machinery and Intelligence");

    HttpResponse<String> again = grace.post("/submit/preview", "text=" + BIBTEX);
    assertThat(again.body()).contains("This paper is here");
    grace.post("/submit", "text=" + BIBTEX, "words=Still worth it.");
    assertThat(server.get(header(done, "Location")).body()).contains("Still worth it.");
    assertThat(
            server
                .database()
                .sql()
                .sql("select count(*) from paper where title like 'Computing Machinery%'")
                .query(Integer.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void whatIsNoPaperIsRefusedInWords() {
    for (String text : new String[] {"", "hello", "@article{x, title={", "a".repeat(30_000)}) {
      HttpResponse<String> refused = ada.post("/submit/preview", "text=" + text);
      assertThat(refused.statusCode())
          .as(text.substring(0, Math.min(20, text.length())))
          .isEqualTo(400);
      assertThat(refused.body()).contains("role=\"alert\"");
    }
    assertThat(ada.post("/submit/preview", "text=" + FULL).body()).contains("This paper is here");
  }

  @Test
  void curatorsMakeTheEditionAndItNamesThem() {
    assertThat(ada.post("/curate/2026-03-05/add", "paper=2603.00002").statusCode()).isEqualTo(403);
    assertThat(ada.get("/curate/2026-03-05").statusCode()).isEqualTo(403);

    curator.post("/curate/2026-03-05/add", "paper=2603.00002", "why=A clear read.");
    curator.post("/curate/2026-03-05/add", "paper=" + FULL);
    curator.post("/curate/2026-03-05/move", "paper=" + FULL, "to=up");

    String day = server.get("/papers/date/2026-03-05").body();
    assertThat(day.indexOf("id=\"p-" + FULL)).isLessThan(day.indexOf("id=\"p-2603.00002"));
    assertThat(day.indexOf("id=\"p-2603.00002")).isLessThan(day.indexOf("id=\"p-2603.00001"));
    assertThat(day).contains("A clear read.").contains("chosen by").contains("keeper");
    assertThat(curator.get("/curate/2026-03-05").body()).contains("A clear read.");

    curator.post("/curate/2026-03-05/remove", "paper=" + FULL);
    assertThat(server.get("/api/v1/days/2026-03-05").body()).contains(FULL);
    String then = server.get("/papers/date/2026-03-05").body();
    assertThat(then.indexOf("id=\"p-2603.00002")).isLessThan(then.indexOf("id=\"p-2603.00001"));
    assertThat(then.indexOf("id=\"p-2603.00001")).isLessThan(then.indexOf("id=\"p-" + FULL));
    curator.post("/curate/2026-03-05/remove", "paper=2603.00002");
  }

  @Test
  void anAuthorIsBelievedWhenACuratorHasSeenTheProof() {
    assertThat(ada.post("/claims", "paper=" + FULL, "author=Somebody Else", "why=x").statusCode())
        .isEqualTo(400);
    ada.post("/claims", "paper=" + FULL, "author=Ada Lovelace", "why=See <i>my</i> page.");
    assertThat(ada.get("/claims/new?paper=" + FULL).body()).contains("A curator will decide");
    assertThat(ada.get("/claims").statusCode()).isEqualTo(403);
    assertThat(
            ada.post("/claims/decide", "paper=" + FULL, "account=" + ada.id(), "decision=approve")
                .statusCode())
        .isEqualTo(403);
    assertThat(curator.get("/claims").body()).contains("See &lt;i&gt;my");
    ada.post("/votes", "paper=" + FULL, "up=1");

    curator.post("/claims/decide", "paper=" + FULL, "account=" + ada.id(), "decision=approve");

    assertThat(ada.get("/claims/new?paper=" + FULL).body()).contains("one of its authors");
    assertThat(ada.get("/papers/" + FULL).body())
        .contains("and 1 vote of its authors")
        .contains("12<");
  }

  @Test
  void aPrivateListIsFoundByItsOwnerOnly() {
    ada.post("/lists/save", "paper=2603.00001", "note=read tonight");
    Matcher list = Pattern.compile("/lists/(\\d+)").matcher(ada.get("/papers/2603.00001").body());
    assertThat(list.find()).isTrue();
    String path = list.group();
    assertThat(ada.get(path).body()).contains("read tonight");
    for (String form : new String[] {"", ".bib", ".ris", ".csl.json"}) {
      assertThat(grace.get(path + form).statusCode()).as(form).isEqualTo(404);
      assertThat(server.get(path + form).statusCode()).as(form).isEqualTo(404);
      assertThat(ada.get(path + form).statusCode()).as(form).isEqualTo(200);
    }
    for (String what : new String[] {"", "/delete", "/remove"}) {
      assertThat(grace.post(path + what, "name=mine", "paper=2603.00001").statusCode())
          .as(what)
          .isEqualTo(404);
    }
    assertThat(grace.post("/lists/save", "paper=2603.00001", "list=" + list.group(1)).statusCode())
        .isEqualTo(404);

    ada.post(path, "name=Good ones", "about=For the group.", "public=1");
    assertThat(server.get(path).body()).contains("Good ones").contains("For the group.");
    assertThat(server.get("/lists").body()).contains("Good ones");
    assertThat(server.get(path + ".bib").body()).contains("2603.00001");
    ada.post(path + "/delete");
    assertThat(server.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void aDayOfANamedEditionKeepsItsPapersWhenOneIsChosen() {
    try (TestServer first = TestServer.with()) {
      Member keeper = first.member("keeper", Role.curator);
      assertThat(first.get("/papers/date/2026-03-05").body()).contains("55 papers");

      keeper.post("/curate/2026-03-05/add", "paper=2411.09009");

      String day = first.get("/papers/date/2026-03-05").body();
      assertThat(day).contains("55 papers").contains("chosen by keeper");
      assertThat(day.indexOf("id=\"p-2411.09009")).isLessThan(day.indexOf("id=\"p-2509.26157"));
    }
  }

  @Test
  void theCharacterThatNoTextNeedsIsLeftOut() {
    HttpResponse<String> kept = grace.post("/lists", "name=A\0B");

    assertThat(kept.statusCode()).isEqualTo(303);
    assertThat(grace.get("/lists").body()).contains(">AB<");
  }

  @Test
  void aLinkSaysWhoAddedIt() {
    assertThat(
            ada.post("/links", "paper=2603.00002", "kind=code", "url=javascript:alert(1)")
                .statusCode())
        .isEqualTo(400);
    ada.post("/links", "paper=2603.00002", "kind=code", "url=https://github.com/ada/two");

    assertThat(server.get("/papers/2603.00002").body())
        .contains("href=\"https://github.com/ada/two\"")
        .contains("added by ada");
  }
}
