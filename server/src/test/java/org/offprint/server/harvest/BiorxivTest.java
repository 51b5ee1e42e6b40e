package org.offprint.server.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.harvest.Follower.column;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.harvest.Following.Followed;
import org.offprint.server.harvest.ScriptedServer.Answer;

class BiorxivTest {
  private final SetTime time = new SetTime("2026-03-10T12:00:00Z");
  private final Database database = TestDatabase.fresh();

  @AfterEach
  void stop() {
    database.close();
  }

  private Follower follower(URI address) {
    return new Follower(
        database,
        time,
        address,
        new Followed(source(address), List.of("biorxiv"), 5, 3, Duration.ofHours(3)));
  }

  private static Biorxiv source(URI address) {
    return new Biorxiv(address, Duration.ZERO);
  }

  private static String preprint(int number, String category) {
    return """
    {"doi":"10.1101/2026.03.09.%06d","title":"Title %d","authors":"Curie, M.; von Neumann, J.","author_corresponding":"Marie Curie",
     "author_corresponding_institution":"Paris","date":"2026-03-10","version":"1","type":"new results","license":"cc_by_nc",
     "category":"%s","jatsxml":"https://www.biorxiv.org/x.xml","abstract":"Text.","published":"NA","server":"bioRxiv"}\
    """
        .formatted(number, number, category);
  }

  private static Answer page(int from, int until, int total) {
    String items =
        IntStream.range(from, until)
            .mapToObj(i -> preprint(i + 1, "cancer biology"))
            .collect(Collectors.joining(","));
    return Answer.of(
        "{\"messages\":[{\"status\":\"ok\",\"interval\":\"2026-03-10:2026-03-10\",\"cursor\":%d,\"count\":%d,\"total\":\"%d\"}],\"collection\":[%s]}\n"
            .formatted(from, until - from, total, items));
  }

  /// Thirty a page, as the server likes it today.
  private static Answer paged(URI asked, int total) {
    int from = Integer.parseInt(asked.getPath().replaceFirst(".*/", ""));
    return page(from, Math.min(total, from + 30), total);
  }

  @Test
  void aDayIsReadPageByPageAndGoesOnAfterAKill() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(uri -> paged(uri, 70))) {
      try (Follower killed = follower(server.address())) {
        killed.want(source(server.address()), "biorxiv", "2026-03-10", time);
        killed.step();
      }
      try (Follower restarted = follower(server.address())) {
        while (restarted.step()) {}
      }

      assertThat(server.asked())
          .containsExactly(
              "GET /details/biorxiv/2026-03-10/2026-03-10/0",
              "GET /details/biorxiv/2026-03-10/2026-03-10/30",
              "GET /details/biorxiv/2026-03-10/2026-03-10/60");
      assertThat(column(database, "select count(*)::text from paper")).containsExactly("70");
      assertThat(
              column(
                  database,
                  "select concat_ws(' | ', id, title, authors, categories, published, licence, journal_reference) from paper order by id limit 1"))
          .containsExactly(
              "10.1101/2026.03.09.000001 | Title 1 | [{\"name\": \"M. Curie\"}, {\"name\": \"J. von Neumann\"}] | [\"biorxiv.cancer_biology\"] | 2026-03-10 | CC BY-NC");
    }
  }

  @Test
  void aDayWithoutPostingsIsReadAndACutOrAngryAnswerIsNot() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.answering(uri ->
                Answer.of("{\"messages\":[{\"status\":\"no posts found\"}],\"collection\":[]}"));
        Follower follower = follower(server.address())) {
      server.first(
          page(0, 3, 3).cutBy(30),
          Answer.of("{\"messages\":[{\"status\":\"error\"}]}"),
          Answer.of("{\"messages\":[{\"status\":\"ok\",\"total\":5}],\"collection\":[]}"),
          Answer.status(429, Map.of("Retry-After", "600")));
      follower.want(source(server.address()), "biorxiv", "2026-03-10", time);
      for (int i = 0; i < 4; i++) {
        assertThat(follower.step()).isTrue();
        assertThat(column(database, "select state from harvest")).containsExactly("open");
        time.sleep(Duration.ofMinutes(40));
      }
      follower.step();

      assertThat(column(database, "select state from harvest")).containsExactly("done");
      assertThat(column(database, "select id from paper")).isEmpty();
    }
  }

  @Test
  void aCategoryIsAskedForAndOthersAreLeftOut() throws Exception {
    String three =
        preprint(1, "neuroscience")
            + ","
            + preprint(2, "zoology")
            + ","
            + preprint(3, "Neuroscience").replace("\"10.1101", "\"11.1101");
    try (ScriptedServer server =
            ScriptedServer.answering(uri ->
                Answer.of(
                    "{\"messages\":[{\"status\":\"ok\",\"total\":3}],\"collection\":[%s]}"
                        .formatted(three)));
        Follower follower = follower(server.address())) {
      follower.want(source(server.address()), "biorxiv/neuroscience", "2026-03-10", time);
      while (follower.step()) {}

      assertThat(server.asked())
          .containsExactly("GET /details/biorxiv/2026-03-10/2026-03-10/0?category=neuroscience");
      assertThat(column(database, "select id from paper"))
          .containsExactly("10.1101/2026.03.09.000001");
      assertThat(column(database, "select source || ' ' || line || ' ' || reason from quarantine"))
          .containsExactly(
              "biorxiv 3 'doi' is not a paper identifier: '11.1101/2026.03.09.000003'");
    }
  }
}
