package org.offprint.server.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestPapers.unlisted;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.fetch.FetchSettings;
import org.offprint.server.fetch.Fetcher;
import org.offprint.server.harvest.ScriptedServer;
import org.offprint.server.harvest.ScriptedServer.Answer;
import org.offprint.server.harvest.SetTime;
import org.offprint.server.paper.Papers;

class OpenAlexTest {
  private static final String ANSWER =
      """
      {"meta":{"count":2,"per_page":50},"results":[
       {"id":"https://openalex.org/W2741809807","doi":"https://doi.org/10.48550/arXiv.2603.00001","cited_by_count":12},
       {"id":"https://openalex.org/W1","doi":null,"cited_by_count":3},
       {"id":"javascript:alert(1)","doi":"https://doi.org/10.1101/2026.03.09.000001","cited_by_count":3}]}
      """;

  private final SetTime time = new SetTime("2026-03-10T12:00:00Z");
  private final Database database = TestDatabase.fresh();

  @BeforeEach
  void papers() {
    new Papers(database, Trending::heat)
        .save(
            List.of(
                unlisted("2603.00001", "2026-03-02"),
                unlisted("10.1101/2026.03.09.000001", "2026-03-01"),
                unlisted("bib-0123456789abcdef", "2026-03-03")));
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private OpenAlex openAlex(ScriptedServer server, Fetcher fetcher, String mail, String key) {
    return new OpenAlex(
        database, fetcher, new OpenAlex.Access(server.address(), mail, key, Duration.ZERO), time);
  }

  private Fetcher fetcher(ScriptedServer server) {
    return new Fetcher(
        database,
        time,
        new FetchSettings("test", "test", Set.of(FetchSettings.origin(server.address()))),
        new SplittableRandom(1));
  }

  @Test
  void papersAreAskedForByDoiAndAgainAfterAMonth() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(uri -> Answer.of(ANSWER));
        Fetcher fetcher = fetcher(server)) {
      OpenAlex openAlex = openAlex(server, fetcher, "admin@example.org", "");

      assertThat(openAlex.round()).isTrue();
      assertThat(openAlex.round()).isFalse();
      assertThat(server.asked())
          .containsExactly(
              "GET /works?filter=doi:10.48550%2Farxiv.2603.00001%7C10.1101%2F2026.03.09.000001&per-page=50&select=id,doi,cited_by_count&mailto=admin%40example.org");
      PaperFact fact = OpenAlex.of(database, new PaperId("2603.00001")).orElseThrow();
      assertThat(fact.citations()).isEqualTo(12);
      assertThat(fact.work()).isEqualTo("https://openalex.org/W2741809807");
      assertThat(OpenAlex.of(database, new PaperId("10.1101/2026.03.09.000001"))).isEmpty();

      time.sleep(Duration.ofDays(31));
      assertThat(openAlex.round()).isTrue();
    }
  }

  @Test
  void aKeyIsSentAsAHeaderAndStandsInNoAddress() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(uri -> Answer.of(ANSWER));
        Fetcher fetcher = fetcher(server)) {
      openAlex(server, fetcher, "", "sesame").round();

      assertThat(server.lastHeader("Authorization")).isEqualTo("Bearer sesame");
      assertThat(database.sql().sql("select address from fetch_log").query(String.class).list())
          .singleElement()
          .asString()
          .doesNotContain("sesame");
    }
  }

  @Test
  void withoutKeyOrAddressNothingIsAsked() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(uri -> Answer.of(ANSWER));
        Fetcher fetcher = fetcher(server)) {
      assertThat(openAlex(server, fetcher, "", "").round()).isFalse();
      assertThat(server.asked()).isEmpty();
    }
  }

  @Test
  void aCutAnswerOrARequestForPatienceStoresNothing() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(uri -> Answer.of(ANSWER));
        Fetcher fetcher = fetcher(server)) {
      server.first(
          Answer.of(ANSWER.substring(0, 150)),
          Answer.of("{\"error\":\"no\"}"),
          Answer.status(429, Map.of("Retry-After", "3600")),
          Answer.status(500, Map.of()));
      OpenAlex openAlex = openAlex(server, fetcher, "admin@example.org", "");
      for (int i = 0; i < 4; i++) {
        assertThat(openAlex.round()).isFalse();
        assertThat(openAlex.round()).isFalse(); // not at once again
        time.sleep(Duration.ofHours(2));
      }
      assertThat(server.asked()).hasSize(4);
      assertThat(OpenAlex.of(database, new PaperId("2603.00001"))).isEmpty();
      assertThat(openAlex.round()).isTrue();
    }
  }
}
