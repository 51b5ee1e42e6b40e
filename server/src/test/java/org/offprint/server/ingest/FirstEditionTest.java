package org.offprint.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;

class FirstEditionTest {
  @Test
  void fiftyFivePapersAreLoadedOnce() {
    try (Database database = TestDatabase.fresh()) {
      FirstEdition edition = new FirstEdition(database, new Papers(database, Trending::heat));

      assertThat(edition.load()).isTrue();
      assertThat(edition.load()).isFalse();

      assertThat(
              column(
                  database,
                  "select position::text from listing where edition = 'first' order by listing.position"))
          .hasSize(55)
          .startsWith("1", "2")
          .endsWith("55");
      assertThat(column(database, "select day::text from edition")).containsExactly("2026-03-05");
      assertThat(column(database, "select p.id from paper p where summary is null")).isEmpty();
      assertThat(
              column(database, "select distinct p.id from paper p join method m on m.paper = p.id"))
          .hasSizeGreaterThan(50);
    }
  }

  @Test
  void aPaperIsFoundByItsTitleHoweverItIsSpaced() {
    assertThat(FirstEdition.idOf("cut your losses in  LARGE vocabulary language models"))
        .contains(new PaperId("2411.09009"));
    assertThat(FirstEdition.idOf("Another Paper")).isEmpty();
  }

  @Test
  void aCorrectedFileTakesThePlaceOfTheOldOne() {
    try (Database database = TestDatabase.fresh()) {
      Papers papers = new Papers(database, Trending::heat);
      FirstEdition edition = new FirstEdition(database, papers);
      edition.load(file(0, "A summary.", "one", "2411.00001", "2411.00002"));

      assertThat(edition.load(file(1, "A better summary.", "uno", "2411.00002", "2411.00001")))
          .isTrue();

      assertThat(papers.find(new PaperId("2411.00001")).orElseThrow().summary())
          .isEqualTo("A better summary.");
      assertThat(column(database, "select paper from listing order by position"))
          .containsExactly("2411.00002", "2411.00001");
      assertThat(column(database, "select id from method order by id"))
          .containsExactly("uno-2411.00001", "uno-2411.00002");
    }
  }

  private static byte[] file(
      int revision, String summary, String method, String first, String second) {
    String paper =
        "{\"number\":%d,\"id\":\"%s\",\"title\":\"T\",\"authors\":[\"Ann A\"],\"published\":\"2024-11\",\"family\":\"losses\",\"methods\":[{\"id\":\"%s-%s\",\"name\":\"M\"}],\"keywords\":[],\"summary\":\"%s\",\"needs\":\"nothing\"}";
    return ("{\"edition\":{\"slug\":\"first\",\"name\":\"First\",\"day\":\"2026-03-05\",\"revision\":%d},\"papers\":["
                .formatted(revision)
            + paper.formatted(1, first, method, first, summary)
            + ","
            + paper.formatted(2, second, method, second, summary)
            + "]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> column(Database database, String sql) {
    return database.sql().sql(sql).query((row, number) -> row.getString(1)).list();
  }
}
