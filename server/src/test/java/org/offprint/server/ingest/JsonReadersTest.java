package org.offprint.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Organisation;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Tally;
import org.offprint.catalog.paper.Version;

/// The forms of JSON; all samples are made up.
class JsonReadersTest {
  @Test
  void aLineOfTheArchiveIsAPaperOnADay() {
    Reading reading =
        Reading.of(
            """
            {"date":"2024-06-03","position":0,"snapshotAt":"2024-06-03T17:07:21Z","id":"2405.00100","title":"A Title\\n  on Two Lines","abstract":"First line\\nsecond line.\\n  A paragraph.","authors":["Zoë B","Ann A"],"publishedAt":"2024-05-30T17:34:15.000Z","upvotes":32,"numComments":3,"organization":"Some Lab","keywords":["k1","k2"],"githubRepo":"https://github.com/some/repo","projectPage":"not an address"}
            """);

    Paper paper = reading.paper();

    assertThat(paper.title()).isEqualTo("A Title on Two Lines");
    assertThat(paper.abstractText()).isEqualTo("First line second line.\n\nA paragraph.");
    assertThat(paper.authors()).containsExactly(Author.named("Zoë B"), Author.named("Ann A"));
    assertThat(paper.published()).isEqualTo(new SaidDate("2024-05-30T17:34:15Z"));
    assertThat(paper.tally())
        .isEqualTo(new Tally(32, 3, null, Instant.parse("2024-06-03T17:07:21Z")));
    assertThat(paper.organisation()).isEqualTo(new Organisation("Some-Lab", "Some Lab", null));
    assertThat(paper.keywords()).containsExactly("k1", "k2");
    assertThat(paper.links())
        .containsExactly(
            new PaperLink(PaperLink.Kind.code, "https://github.com/some/repo", "daily-papers"));
    assertThat(paper.origin().rank()).isEqualTo(Origin.Rank.archive);
    assertThat(reading.batch().papers().getFirst().listing())
        .isEqualTo(
            new Listing(LocalDate.parse("2024-06-03"), paper.id(), "daily", null, null, null));
  }

  @Test
  void aRawLineBringsMembersSubmitterAndWhatModelsWrote() {
    Reading reading =
        Reading.of(
            """
            {"date":"2025-06-03","position":0,"snapshotAt":"2025-06-03T09:00:00Z","sourceForm":"list","entry":{"paper":{"id":"2506.00100","authors":[{"_id":"1","name":"Ann A","hidden":false,"user":{"user":"member-1","fullname":"Member 1","type":"user"}},{"_id":"2","name":"Hidden","hidden":true},{"_id":"3","name":"Bo B","hidden":false}],"publishedAt":"2025-06-01T00:00:00.000Z","title":"A Title","summary":"An abstract.","upvotes":5,"submittedOnDailyAt":"2025-06-03T00:12:00.000Z","ai_summary":"One sentence.","ai_keywords":["x"],"githubRepo":"https://github.com/some/repo","githubRepoAddedBy":"auto","githubStars":20,"organization":{"_id":"9","name":"some-lab","fullname":"Some Lab","avatar":"https://example.org/a.png"},"mediaUrls":["https://example.org/v.mp4"]},"publishedAt":"2025-05-31T20:00:00.000Z","title":"A Title","numComments":2,"submittedBy":{"name":"member-2","fullname":"Member 2","avatarUrl":"/avatars/2.svg"}}}
            """);

    Paper paper = reading.paper();

    assertThat(paper.authors())
        .containsExactly(new Author("Ann A", null, null, "member-1"), Author.named("Bo B"));
    assertThat(paper.published()).isEqualTo(new SaidDate("2025-06-01"));
    assertThat(paper.machineSummary()).isEqualTo("One sentence.");
    assertThat(paper.organisation())
        .isEqualTo(new Organisation("some-lab", "Some Lab", "https://example.org/a.png"));
    assertThat(paper.tally()).isEqualTo(new Tally(5, 2, 20, Instant.parse("2025-06-03T09:00:00Z")));
    assertThat(paper.links())
        .containsExactly(
            new PaperLink(PaperLink.Kind.code, "https://github.com/some/repo", "auto"),
            new PaperLink(PaperLink.Kind.media, "https://example.org/v.mp4", "daily-papers"));
    assertThat(reading.batch().papers().getFirst().listing())
        .isEqualTo(
            new Listing(
                LocalDate.parse("2025-06-03"),
                paper.id(),
                "daily",
                null,
                Instant.parse("2025-06-03T00:12:00Z"),
                new Listing.Member("member-2", "Member 2", "/avatars/2.svg")));
  }

  @Test
  void settledCountsAreReadAsOfTheirReading() {
    Paper paper =
        Reading.of(
                """
                {"id":"2305.00100","date":"2023-05-04","publishedAt":"2023-05-03","title":"A Title","abstract":"x","authors":["Ann A"],"lateUpvotes":4,"lateComments":1,"codeRepository":null,"codeStars":null}
                """)
            .paper();

    assertThat(paper.tally())
        .isEqualTo(new Tally(4, 1, null, Instant.parse("2026-07-02T00:00:00Z")));
  }

  @Test
  void anAnswerOfTheApiIsReadAsAnArrayAndByItself() {
    Reading list =
        Reading.of(
            """
            [
             {"paper": {"id": "2506.00100", "title": "A {Brace} in \\"quotes\\"", "summary": "x", "upvotes": 1,
               "submittedOnDailyAt": "2025-06-03T00:00:00.000Z"}, "numComments": 0},
             {"paper": {"id": "2506.00101", "title": "Never on a list", "summary": "y", "upvotes": 0}, "numComments": 0}
            ]
            """);
    Paper single =
        Reading.of(
                "{\n \"id\": \"2506.00102\",\n \"title\": \"T\", \"summary\": \"z\", \"upvotes\": 3, \"discussionId\": \"a\"\n}")
            .paper();

    assertThat(list.papers()).hasSize(2);
    assertThat(list.batch().papers().get(0).listing()).isNotNull();
    assertThat(list.batch().papers().get(1).listing()).isNull();
    assertThat(single.tally()).isEqualTo(new Tally(3, null, null, null));
  }

  @Test
  void theSeedPageKeepsUnknownVotesUnknownAndFindsPapersByTitle() {
    Reading reading =
        Reading.of(
            """
            {
             "page": {"heading": "Daily Papers", "papers": 2},
             "notes": ["a note that speaks of \\"papers\\": not objects"],
             "papers": [
              {"position": 1, "title": "One", "abstract": "x", "authorCount": null, "date": null, "upvotes": null, "commentCount": null, "organisation": {"slug": "Some-Lab", "name": "Some Lab @ U"}, "arxivId": "2509.00100"},
              {"position": 2, "title": "Known By Its Title", "abstract": "y", "authorCount": 4, "date": "2024-06-06", "upvotes": null, "commentCount": 0, "organisation": null, "arxivId": null},
              {"position": 3, "title": "Known To Nobody", "abstract": "z", "upvotes": null, "arxivId": null}
             ]
            }
            """);

    Paper one = reading.papers().get(0);
    Paper two = reading.papers().get(1);

    assertThat(one.tally()).isEqualTo(Tally.UNKNOWN);
    assertThat(one.organisation()).isEqualTo(new Organisation("Some-Lab", "Some Lab @ U", null));
    assertThat(two.id()).isEqualTo(new PaperId("2406.03808"));
    assertThat(two.tally())
        .isEqualTo(new Tally(null, 0, null, Instant.parse("2026-03-05T00:00:00Z")));
    assertThat(two.knownAuthorCount()).isEqualTo(4);
    assertThat(reading.reasons())
        .singleElement()
        .asString()
        .startsWith("7: ")
        .contains("Known To Nobody");
  }

  @Test
  void aCorpusSaysHowExactItsDatesAre() {
    List<Paper> papers =
        Reading.of(
                """
                {"id":"math/9201228","title":"Old","abstract":"x","authors":["Ann A"],"categories":["math.FA"],"primaryCategory":"math.FA","published":"1991-06-03","publishedPrecision":"day","updated":null,"comment":"3 pages","firstSeen":null,"source":"s"}
                {"id":"2506.00103","title":"New","abstract":"y","authors":["Ann A"],"categories":[],"primaryCategory":null,"published":"2025-06-05","publishedPrecision":"listing-day","updated":null,"comment":null,"firstSeen":"2025-06-05","source":"s"}
                """)
            .papers();

    assertThat(papers.get(0).id().value()).isEqualTo("math/9201228");
    assertThat(papers.get(0).origin().of("published").rank()).isEqualTo(Origin.Rank.corpus);
    assertThat(papers.get(1).origin().of("published").rank()).isEqualTo(Origin.Rank.inferred);
    assertThat(papers.get(1).origin().asOf()).isEqualTo("2025-06-05");
  }

  @Test
  void aConferencePaperHasAYearAndNoDate() {
    Paper paper =
        Reading.of(
                """
                {"id":"iclr-2020-8fecb20817","title":"T","abstract":"x","authors":["Ann A"],"topic":null,"venue":"iclr","year":2020}
                """)
            .paper();

    assertThat(paper.id().value()).isEqualTo("iclr-2020-8fecb20817");
    assertThat(paper.journalReference()).isEqualTo("ICLR 2020");
    assertThat(paper.published()).isEqualTo(new SaidDate("2020"));
  }

  @Test
  void theArxivSnapshotBringsVersionsAndParsedAuthors() {
    Paper paper =
        Reading.of(
                """
                {"id":"0704.0001","submitter":"x","authors":"C. Bal\\\\'azs","title":"A\\n  title","comments":"37 pages","journal-ref":"J. 1 (2007)","doi":"10.1000/x.1","report-no":null,"categories":"hep-ph hep-th","license":null,"abstract":"  One\\ntwo\\n  Three\\n","versions":[{"version":"v2","created":"Tue, 24 Jul 2007 20:10:27 GMT"},{"version":"v1","created":"Mon, 2 Apr 2007 19:18:42 GMT"}],"update_date":"2008-11-26","authors_parsed":[["Bal\\\\'azs","C.",""],["Berger","E. L.","Jr."]]}
                """)
            .paper();

    assertThat(paper.authors())
        .containsExactly(Author.named("C. Balázs"), Author.named("E. L. Berger Jr."));
    assertThat(paper.primaryCategory()).isEqualTo("hep-ph");
    assertThat(paper.categories()).containsExactly("hep-ph", "hep-th");
    assertThat(paper.abstractText()).isEqualTo("One two\n\nThree");
    assertThat(paper.versions())
        .containsExactly(
            new Version(1, Instant.parse("2007-04-02T19:18:42Z"), null),
            new Version(2, Instant.parse("2007-07-24T20:10:27Z"), null));
    assertThat(paper.published()).isEqualTo(new SaidDate("2007-04-02T19:18:42Z"));
  }

  @Test
  void whatIsWrongWithARecordIsSaidWithItsLine() {
    Reading reading =
        Reading.of(
            """
            {"id":"2506.00100","title":"Good","abstract":"x","authors":[],"categories":["cs.LG"]}
            {"id":2506.001,"title":"A number","abstract":"x","authors":[],"categories":["cs.LG"]}
            {"id":"2506.00100","title":5,"abstract":"x","authors":[],"categories":["cs.LG"]}
            {"id":"2506.00100","title":"Cut","abstract":"x

            {"id":"2506.00100","title":"   ","abstract":"x","authors":[],"categories":["cs.LG"]}
            {"id":"2506.00100","title":"Good","abstract":"x","authors":[],"categories":["cs.LG"],"published":"yesterday"}
            {"some":"thing"}
            [1]
            """);

    assertThat(reading.papers()).hasSize(1);
    assertThat(reading.reasons())
        .satisfiesExactly(
            reason -> assertThat(reason).startsWith("2: ").contains("a number loses zeros"),
            reason ->
                assertThat(reason)
                    .startsWith("3: ")
                    .contains("'title' is 5")
                    .contains("expected text"),
            reason -> assertThat(reason).startsWith("4: ").contains("not JSON"),
            reason -> assertThat(reason).startsWith("6: ").contains("title is missing or empty"),
            reason -> assertThat(reason).startsWith("7: ").contains("'published' is 'yesterday'"),
            reason -> assertThat(reason).startsWith("8: ").contains("no known form"),
            reason -> assertThat(reason).startsWith("9: ").contains("not a JSON object"));
  }

  @Test
  void controlCharactersAndHalfCharactersAreTakenOut() {
    Paper paper =
        Reading.of(
                "{\"id\":\"2506.00100\",\"title\":\"a\\u0000b\\ud800c\\u0007\",\"abstract\":\"x\\u0000\",\"authors\":[\"A\\u0000 B\"],\"categories\":[\"cs.LG\"]}\n")
            .paper();

    assertThat(paper.title()).isEqualTo("abc");
    assertThat(paper.abstractText()).isEqualTo("x");
    assertThat(paper.authors()).containsExactly(Author.named("A B"));
  }

  @Test
  void aFileThatNobodyKnowsIsRefusedWithWhatIsAccepted() {
    for (String file : List.of("hello", "", "a,b\n1,2\n", "{", "<html></html>", "%PDF-1.7")) {
      assertThatThrownBy(() -> Reading.of(file))
          .as(file)
          .isInstanceOf(ImportRefused.class)
          .hasMessageContaining("BibTeX")
          .hasMessageContaining("OAI-PMH")
          .hasMessageContaining("zstd");
    }
  }
}
