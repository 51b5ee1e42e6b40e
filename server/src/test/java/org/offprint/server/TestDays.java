package org.offprint.server;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.server.announce.Alarms;
import org.offprint.server.db.Database;
import org.offprint.server.ingest.Quarantine;

/// Days of cs.CL and cs.LG in every state, with the requests, the alarm and the bad record of a
/// server that follows them.
public final class TestDays {
  /// A record that was unreadable once and is not any more.
  public static final String READABLE =
      "{\"id\":\"2603.88888\",\"title\":\"Readable after all\",\"abstract\":\"Yes.\",\"authors\":[\"Ann A\"],\"categories\":[\"cs.LG\"],\"primaryCategory\":\"cs.LG\",\"published\":\"2026-03-05\",\"publishedPrecision\":\"day\"}";

  private TestDays() {}

  public static void fill(Database database) {
    sighting(database, "2026-03-05", "cs.CL", "2603.00001");
    sighting(database, "2026-03-05", "cs.CL", "2603.00002");
    sighting(database, "2026-03-05", "cs.LG", "2603.00002");
    state(database, "2026-03-05", "cs.CL", "complete", 2, "[]", agreed(2));
    state(database, "2026-03-05", "cs.LG", "complete", 1, "[]", agreed(1));
    sighting(database, "2026-03-06", "cs.CL", "2603.00003");
    sighting(database, "2026-03-06", "cs.LG", "2603.00008");
    sighting(database, "2026-03-06", "cs.LG", "2603.00009");
    state(database, "2026-03-06", "cs.CL", "complete", 1, "[]", agreed(1));
    state(
        database,
        "2026-03-06",
        "cs.LG",
        "partial",
        2,
        "[\"2603.00008\", \"2603.00009\"]",
        "2 of 2 announced papers are missing.");
    for (String day : List.of("2026-03-07", "2026-03-08")) {
      for (String category : List.of("cs.CL", "cs.LG")) {
        state(database, day, category, "nothing", 0, "[]", "arXiv announces nothing at weekends.");
      }
    }
    state(
        database,
        "2026-03-09",
        "cs.CL",
        "nothing",
        0,
        "[]",
        "Nothing was announced in cs.CL, as arxiv-oai and arxiv-rss agree.");
    state(
        database,
        "2026-03-09",
        "cs.LG",
        "unconfirmed",
        0,
        "[]",
        "Only arxiv-oai has told this day whole.");
    for (String category : List.of("cs.CL", "cs.LG")) {
      state(
          database,
          "2026-03-10",
          category,
          "awaited",
          0,
          "[]",
          "arXiv has not announced this day yet.");
    }
    Instant now = Instant.now();
    new Alarms(database)
        .raise(
            "2026-03-06 cs.LG",
            "partial: 2 of 2 announced papers are missing.",
            Instant.parse("2026-03-06T11:00:00Z"));
    request(database, "arxiv-oai", now.minusSeconds(60), 200, "read");
    request(database, "arxiv-rss", now.minusSeconds(55), 304, "unchanged");
    request(database, "arxiv-api", now.minusMillis(50_250), 429, "export.arxiv.org answered 429");
    database
        .sql()
        .sql("insert into gate (name, open_at, failures, why) values ('arxiv', :at, 1, :why)")
        .param("at", Timestamp.from(now.plus(Duration.ofMinutes(20))))
        .param("why", "export.arxiv.org answered 429")
        .update();
    new Quarantine(database, InstantSource.fixed(Instant.parse("2026-03-06T02:00:00Z")))
        .add(
            "arxiv-oai",
            List.of(
                new Quarantine.Record(
                    0,
                    "<title> is missing in <arXivRaw>",
                    "<record><header><identifier>oai:arXiv.org:2603.00008</identifier></header></record>")));
  }

  private static String agreed(int papers) {
    return "All %d announced papers are here, as arxiv-oai and arxiv-rss agree.".formatted(papers);
  }

  private static void sighting(Database database, String day, String category, String paper) {
    database
        .sql()
        .sql(
            """
            insert into sighting (day, category, paper, source, kind, due)
            values (cast(:day as date), :category, :paper, 'arxiv-rss', 'new', true)
            """)
        .param("day", day)
        .param("category", category)
        .param("paper", paper)
        .update();
  }

  private static void state(
      Database database,
      String day,
      String category,
      String state,
      int announced,
      String missing,
      String why) {
    database
        .sql()
        .sql(
            """
            insert into day_state (day, category, state, announced, missing, why, since, checked)
            values (cast(:day as date), :category, :state, :announced, cast(:missing as jsonb), :why,
              timestamptz '2026-03-06 05:00Z', timestamptz '2026-03-10 00:00Z')
            """)
        .param("day", day)
        .param("category", category)
        .param("state", state)
        .param("announced", announced)
        .param("missing", missing)
        .param("why", why)
        .update();
  }

  /// One that took 1.5 seconds.
  private static void request(
      Database database, String source, Instant began, @Nullable Integer status, String outcome) {
    database
        .sql()
        .sql(
            """
            insert into fetch_log (gate, source, process, address, began, ended, status, outcome)
            values ('arxiv', :source, '1@test', 'https://export.arxiv.org/' || :source, :began, :ended, :status, :outcome)
            """)
        .param("source", source)
        .param("began", Timestamp.from(began))
        .param("ended", Timestamp.from(began.plusMillis(1_500)))
        .param("status", status, java.sql.Types.INTEGER)
        .param("outcome", outcome)
        .update();
  }
}
