package org.offprint.server.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.offprint.server.Member;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import org.offprint.server.account.Role;

/// A paper that a curator hides is nowhere that somebody reads, and comes back whole.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HiddenPaperTest {
  private static final String PAPER = "2603.01234";

  /// In the title, the abstract, or the comment on it.
  private static final List<String> SIGNS =
      List.of("Its \"Facts\"", "Its &#34;Facts", "x < y", "noted here");

  private static final List<String> LISTS =
      List.of(
          "/",
          "/papers/date/2026-03-05",
          "/papers/week/2026-W10",
          "/papers/month/2026-03",
          "/papers/trending",
          "/search?q=facts",
          "/authors/Ada%20Lovelace",
          "/organisations/analytical-engines",
          "/categories/cs.CL",
          "/comments",
          "/people/ada",
          "/papers.atom",
          "/papers/date/2026-03-05.rss",
          "/papers/trending.json",
          "/search.atom?q=facts",
          "/comments.atom",
          "/api/daily_papers?date=2026-03-05",
          "/api/papers/search?q=facts",
          "/api/v1/papers",
          "/api/v1/days/2026-03-05",
          "/api/v1/trending");

  private static final List<String> OF_THE_PAPER =
      List.of(
          "/papers/" + PAPER,
          "/papers/" + PAPER + "/comments",
          "/papers/" + PAPER + "/comments.atom",
          "/papers/" + PAPER + ".bib",
          "/papers/" + PAPER + ".md",
          "/cards/" + PAPER + ".png",
          "/api/papers/" + PAPER,
          "/api/v1/papers/" + PAPER,
          "/api/v1/papers/" + PAPER + "/similar",
          "/api/v1/papers/" + PAPER + "/results",
          "/api/v1/papers/" + PAPER + "/revisions",
          "/api/v1/papers/" + PAPER + "/links",
          "/api/v1/papers/" + PAPER + "/comments");

  private TestServer server;
  private Member ada;
  private Member curator;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            TestPapers.FULL_LISTED,
            TestPapers.listed("2603.09999", "2026-03-05", 3, "2026-03-05T00:00:00Z"));
    curator = server.member("cura", Role.curator);
    ada = server.member("ada", Role.member);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aHiddenPaperIsNowhereAndComesBackWhole() throws InterruptedException {
    ada.post("/votes", "paper=" + PAPER, "up=1");
    ada.post("/comments", "paper=" + PAPER, "text=noted here");
    until("/search?q=facts", true);
    List<String> showing = LISTS.stream().filter(this::shows).toList();
    assertThat(showing).as("the lists that have it").hasSizeGreaterThan(15);
    List<String> answering =
        OF_THE_PAPER.stream().filter(path -> server.get(path).statusCode() == 200).toList();
    assertThat(answering).as("what there is of it").hasSizeGreaterThan(8);

    assertThat(curator.get("/papers/" + PAPER).body())
        .contains("/moderation/papers?paper=" + PAPER);
    assertThat(curator.get("/moderation/papers?paper=" + PAPER).body()).contains("Hide a paper");
    assertThat(curator.post("/moderation/papers/hide", "paper=" + PAPER, "note= ").statusCode())
        .isEqualTo(400);
    assertThat(
            curator
                .post("/moderation/papers/hide", "paper=" + PAPER, "note=an advert")
                .statusCode())
        .isEqualTo(303);
    until("/search?q=facts", false);

    for (String path : LISTS) {
      assertThat(shows(path)).as(path).isFalse();
    }
    for (String path : answering) {
      assertThat(server.get(path).statusCode()).as(path).isIn(404, 410);
    }
    HttpResponse<String> page = server.get("/papers/" + PAPER);
    assertThat(page.statusCode()).isEqualTo(410);
    assertThat(page.body()).contains("because: an advert").doesNotContain("Lovelace");
    assertThat(server.get("/sitemap.xml").body() + server.get("/sitemap-papers-1.xml").body())
        .doesNotContain(PAPER);
    assertThat(ada.post("/votes", "paper=" + PAPER, "up=1").statusCode()).isEqualTo(404);
    assertThat(ada.post("/comments", "paper=" + PAPER, "text=more").statusCode()).isEqualTo(404);
    assertThat(ada.post("/submit", "text=" + PAPER).body())
        .contains("A curator has hidden the paper")
        .doesNotContain("Facts");
    server.database().sql().sql("update paper set doi = '10.5555/Facts.1' where hidden").update();
    assertThat(
            ada.post(
                    "/submit",
                    "text=@article{x, title={Facts}, author={Ada}, year={2026}, doi={10.5555/facts.1}}")
                .body())
        .as("under its DOI")
        .contains("A curator has hidden the paper");
    assertThat(server.get("/moderation/log").body()).contains("an advert");
    assertThat(curator.get("/moderation/queue").body()).contains("Hidden papers");

    assertThat(
            curator
                .post("/moderation/papers/show", "paper=" + PAPER, "note=it is not")
                .statusCode())
        .isEqualTo(303);
    until("/search?q=facts", true);
    assertThat(LISTS.stream().filter(this::shows).toList()).isEqualTo(showing);
    assertThat(ada.get("/papers/" + PAPER).body())
        .contains("aria-pressed=\"true\"")
        .contains("noted here");
  }

  @Test
  void onlyCuratorsHidePapers() {
    for (String act : List.of("hide", "show")) {
      assertThat(ada.post("/moderation/papers/" + act, "paper=2603.09999", "note=x").statusCode())
          .isEqualTo(403);
    }
    assertThat(ada.get("/moderation/papers?paper=2603.09999").statusCode()).isEqualTo(403);
    assertThat(server.get("/papers/2603.09999").statusCode()).isEqualTo(200);
    assertThat(curator.post("/moderation/papers/hide", "paper=2603.00000", "note=x").statusCode())
        .isEqualTo(404);
  }

  private boolean shows(String path) {
    String body = server.get(path).body();
    return SIGNS.stream().anyMatch(body::contains) || body.contains(PAPER);
  }

  /// The index follows within a moment.
  private void until(String path, boolean shown) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (shows(path) != shown && Instant.now().isBefore(end)) {
      Thread.sleep(50);
    }
    assertThat(shows(path)).as(path).isEqualTo(shown);
  }
}
