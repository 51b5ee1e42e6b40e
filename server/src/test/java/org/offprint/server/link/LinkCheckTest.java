package org.offprint.server.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offprint.server.TestPapers;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.fetch.FetchSettings;
import org.offprint.server.fetch.Fetcher;
import org.offprint.server.harvest.ScriptedServer;
import org.offprint.server.harvest.ScriptedServer.Answer;
import org.offprint.server.harvest.SetTime;
import org.offprint.server.paper.Papers;

class LinkCheckTest {
  private final SetTime time = new SetTime("2026-03-10T12:00:00Z");
  private final Database database = TestDatabase.fresh();
  private final Papers papers = new Papers(database, Trending::heat);
  private final FoundLinks links = new FoundLinks(database, papers, time);

  @AfterEach
  void stop() {
    database.close();
  }

  private String outcome(ScriptedServer server, String path, boolean trusted) throws Exception {
    database.sql().sql("delete from found_link").update();
    papers.save(List.of(TestPapers.unlisted("2603.00001", "2026-03-02")));
    database
        .sql()
        .sql(
            "insert into found_link (paper, url, kind, place, next_at) values ('2603.00001', :url, 'code', 'abstract', now() - interval '10 years')")
        .param("url", server.address() + path)
        .update();
    Set<String> open = trusted ? Set.of(FetchSettings.origin(server.address())) : Set.of();
    try (Fetcher fetcher =
        new Fetcher(
            database, time, new FetchSettings("test", "test", open), new SplittableRandom(1))) {
      LinkCheck check = new LinkCheck(links, fetcher, time);
      assertThat(check.round()).isTrue();
      assertThat(check.round()).isFalse(); // each once
    }
    return database
        .sql()
        .sql(
            "select concat_ws(' ', coalesce(state, '-'), extract(day from next_at - :now::timestamptz), moved_to) from found_link")
        .param("now", java.sql.Timestamp.from(time.instant()))
        .query(String.class)
        .single();
  }

  private static Answer answer(String path) {
    return switch (path) {
      case "/here" -> Answer.of("hello");
      case "/away" -> Answer.status(301, Map.of("Location", "/here"));
      case "/private" -> Answer.status(302, Map.of("Location", "http://169.254.169.254/latest"));
      case "/elsewhere" -> Answer.status(302, Map.of("Location", "file:///etc/passwd"));
      case "/gone" -> Answer.status(410, Map.of());
      case "/busy" -> Answer.status(429, Map.of("Retry-After", "7200"));
      case "/forbidden" -> Answer.status(403, Map.of());
      default -> Answer.status(404, Map.of());
    };
  }

  @Test
  void anAddressIsThereMovedGoneOrUnclear() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(uri -> answer(uri.getPath()))) {
      assertThat(outcome(server, "/here", true)).startsWith("ok ");
      assertThat(server.asked()).containsExactly("HEAD /here");
      time.sleep(Duration.ofMinutes(5));
      assertThat(outcome(server, "/away", true))
          .startsWith("moved ")
          .endsWith(server.address() + "/here");
      time.sleep(Duration.ofMinutes(5));
      assertThat(outcome(server, "/gone", true)).startsWith("gone ");
      time.sleep(Duration.ofMinutes(5));
      assertThat(outcome(server, "/nothing", true)).startsWith("gone ");
      assertThat(server.asked().subList(4, 6)).containsExactly("HEAD /nothing", "GET /nothing");
      time.sleep(Duration.ofMinutes(5));
      assertThat(outcome(server, "/forbidden", true)).startsWith("unclear ");
      time.sleep(Duration.ofMinutes(5));
      assertThat(outcome(server, "/busy", true)).startsWith("- ");
    }
  }

  @Test
  void aPrivateAddressIsNeverAskedAlsoAfterARedirect() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(uri -> answer(uri.getPath()))) {
      assertThat(outcome(server, "/here", false)).startsWith("unclear ");
      assertThat(server.asked()).isEmpty();
      assertThat(outcome(server, "/private", true)).startsWith("unclear ");
      time.sleep(Duration.ofMinutes(5));
      assertThat(outcome(server, "/elsewhere", true)).startsWith("unclear ");
      assertThat(server.asked()).containsExactly("HEAD /private", "HEAD /elsewhere");
    }
  }
}
