package org.offprint.server.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestPapers.listed;
import static org.offprint.server.harvest.Follower.column;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.Listing;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.harvest.Following.Followed;
import org.offprint.server.harvest.ScriptedServer.Answer;
import org.offprint.server.paper.Papers.Offered;
import org.offprint.server.web.Answers;

class HubTest {
  /// Days, votes with the moment they were read, and submitters.
  private static final String LISTS =
      "select l.day || ' ' || l.paper || ' ' || p.tally || ' ' || coalesce(l.submitter::text, '-') || ' ' || coalesce(l.submitted_at::text, '-') from listing l join paper p on p.id = l.paper where l.edition = 'daily' order by 1";

  private static final String EVERYTHING =
      "select to_jsonb(p)::text from paper p union all select to_jsonb(l)::text from listing l order by 1";

  private final SetTime time = new SetTime("2026-03-10T12:00:00Z");
  private Database database;

  /// An Offprint that is followed.
  private static TestServer other;

  @BeforeAll
  static void startOther() {
    other = offprint();
  }

  @AfterAll
  static void stopOther() {
    other.close();
  }

  @BeforeEach
  void start() {
    database = TestDatabase.fresh();
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private Follower follower(URI address) {
    return follower(database, address);
  }

  private Follower follower(Database on, URI address) {
    return new Follower(on, time, address, followed(address));
  }

  private static Followed followed(URI address) {
    return new Followed(
        new Hub(address, Duration.ZERO), List.of("daily"), 14, 14, Duration.ofHours(1));
  }

  private static TestServer offprint() {
    return TestServer.with(
        new Offered(
            TestPapers.FULL,
            new Listing(
                LocalDate.parse("2026-03-06"), // not on the day of the first edition
                TestPapers.FULL.id(),
                Listing.DAILY,
                null,
                Instant.parse("2026-03-06T03:04:05.678Z"),
                new Listing.Member("akhaliq", "AK", null))),
        listed("2603.00002", "2026-03-06", 40, "2026-03-03T00:00:00Z"),
        listed("2603.00003", "2026-03-06", 12, "2026-03-04T19:00:00Z"),
        listed("2603.00004", "2026-03-06", null, "2026-03-04T19:00:00Z"),
        listed("2603.00005", "2026-03-09", 1, "2026-03-06T00:00:00Z"));
  }

  @Test
  void anOffprintThatFollowsAnotherHasItsDaysVotesAndSubmitters() throws Exception {
    try (Follower follower = follower(URI.create(other.address()))) {
      follower.round();

      assertThat(column(database, LISTS)).hasSize(5).isEqualTo(column(other.database(), LISTS));
      assertThat(
              column(
                  database, "select submitter ->> 'name' from listing where submitter is not null"))
          .containsExactly("akhaliq");
      assertThat(column(database, "select tally::text from paper where id = '2603.00004'"))
          .containsExactly("{}"); // unknown there, not 0 here
    }
  }

  @Test
  void followedAgainItIsTheSame() throws Exception {
    try (Follower follower = follower(URI.create(other.address()))) {
      follower.round();
      List<String> once = column(database, EVERYTHING);
      database.sql().sql("delete from outbox").update();

      time.sleep(Duration.ofDays(1));
      boolean asked = follower.round();

      assertThat(asked).isTrue();
      assertThat(column(database, EVERYTHING)).isEqualTo(once);
      assertThat(column(database, "select key from outbox")).isEmpty();
    }
  }

  @Test
  void theLastDaysAreLookedAtAgainSinceVotesGrow() throws Exception {
    try (Follower follower = follower(URI.create(other.address()))) {
      follower.round();
      other
          .database()
          .sql()
          .sql(
              "update paper set tally = '{\"upvotes\": 55, \"as_of\": \"2026-03-10T11:30:00Z\"}' where id = '2603.00002'")
          .update();
      other.context().getBean(Answers.class).dataChanged();

      time.sleep(Duration.ofHours(7));
      follower.round();

      assertThat(column(database, "select tally ->> 'upvotes' from paper where id = '2603.00002'"))
          .containsExactly("55");
    }
  }

  @Test
  void twoThatFollowEachOtherComeToRestWithTheNewerCounts() throws Exception {
    TestServer a = other;
    try (TestServer b = offprint();
        Follower aFollowsB = follower(a.database(), URI.create(b.address()));
        Follower bFollowsA = follower(b.database(), URI.create(a.address()))) {
      a.database()
          .sql()
          .sql(
              "update paper set tally = '{\"upvotes\": 70, \"as_of\": \"2026-03-08T00:00:00Z\"}' where id = '2603.00002'")
          .update();
      b.database()
          .sql()
          .sql(
              "update paper set tally = '{\"upvotes\": 69, \"as_of\": \"2026-03-09T00:00:00Z\"}' where id = '2603.00002'")
          .update(); // somebody took a vote back
      a.context().getBean(Answers.class).dataChanged();
      b.context().getBean(Answers.class).dataChanged();

      for (int i = 0; i < 3; i++) {
        bFollowsA.round();
        b.context().getBean(Answers.class).dataChanged();
        aFollowsB.round();
        a.context().getBean(Answers.class).dataChanged();
        time.sleep(Duration.ofDays(1));
      }
      List<String> rested = column(a.database(), EVERYTHING);
      bFollowsA.round();
      aFollowsB.round();

      String votes = "select tally ->> 'upvotes' from paper where id = '2603.00002'";
      assertThat(column(a.database(), votes)).containsExactly("69");
      assertThat(column(b.database(), votes)).containsExactly("69");
      assertThat(column(a.database(), EVERYTHING)).isEqualTo(rested);
    }
  }

  @Test
  void ourOwnWordsDoNotBecomeTheAbstractOfAFollower() throws Exception {
    String day =
        column(other.database(), "select day::text from edition where slug = 'first'").getFirst();
    Hub hub = new Hub(URI.create(other.address()), Duration.ZERO);
    try (Follower follower = follower(hub.base())) {
      follower.want(hub, "daily", day, time);
      while (follower.step()) {}

      assertThat(column(database, "select count(*)::text from paper")).containsExactly("55");
      assertThat(column(database, "select id from paper where abstract is not null")).isEmpty();
      assertThat(column(database, "select paper from listing")).isEmpty();
    }
  }

  // From here on the other server is no Offprint.

  private static String entry(String id, int upvotes) {
    return """
    {"paper":{"id":"%s","authors":[{"_id":"0123456789abcdef01234567","name":"Ann A","hidden":false}],"publishedAt":"2026-03-09T00:00:00.000Z",
     "submittedOnDailyAt":"2026-03-10T00:00:00.000Z","title":"Title %s","summary":"Text.","upvotes":%d,"discussionId":"0123456789abcdef01234567"},
     "publishedAt":"2026-03-08T19:00:00.000Z","title":"Title %s","summary":"Text.","thumbnail":"https://example.org/x.png","numComments":2,
     "submittedBy":{"_id":"0123456789abcdef01234567","avatarUrl":"/avatars/x.svg","fullname":"AK","name":"akhaliq","type":"user","isPro":false,"isHf":false,"isHfAdmin":false,"isMod":false},
     "isAuthorParticipating":false}\
    """
        .formatted(id, id, upvotes, id);
  }

  /// 2603.10001 and so on, on pages of a hundred.
  private static String page(int from, int until) {
    return IntStream.range(from, until)
        .mapToObj(i -> entry("2603.1%04d".formatted(i + 1), i % 50))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static Answer paged(URI asked, int papers) {
    Map<String, String> query =
        java.util.Arrays.stream(asked.getQuery().split("&"))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    if (!"2026-03-10".equals(query.get("date"))) {
      return Answer.of("[]");
    }
    int from = 100 * Integer.parseInt(String.valueOf(query.get("p")));
    return Answer.of(from >= papers ? "[]" : page(from, Math.min(papers, from + 100)));
  }

  private static String listOf(int page) {
    return "GET /api/daily_papers?date=2026-03-10&p=%d&limit=100&exact=true".formatted(page);
  }

  @Test
  void votesOfAServerThatDoesNotSayWhenAreFromWhenTheyWereLookedAt() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(uri -> paged(uri, 1));
        Follower follower = follower(server.address())) {
      follower.round();

      assertThat(column(database, LISTS))
          .singleElement()
          .asString()
          .startsWith("2026-03-10 2603.10001 {\"as_of\": \"2026-03-10T12:00:0")
          .contains("\"upvotes\": 0", "\"comments\": 2", "akhaliq");
    }
  }

  @Test
  void aListEndsWithAnEmptyPageAndAStartAfterAKillGoesOnWhereItWas() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(uri -> paged(uri, 230))) {
      Hub hub = new Hub(server.address(), Duration.ZERO);
      try (Follower killed = follower(server.address())) {
        killed.want(hub, "daily", "2026-03-10", time);
        killed.step();
      }
      List<String> before = column(database, "select count(*)::text from paper");
      try (Follower restarted = follower(server.address())) {
        while (restarted.step()) {}
      }

      assertThat(before).containsExactly("100");
      assertThat(column(database, "select count(*)::text from paper")).containsExactly("230");
      assertThat(server.asked()).containsExactly(listOf(0), listOf(1), listOf(2), listOf(3));
    }
  }

  @Test
  void aServerThatDoesNotKnowOfPagesIsAskedTwice() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(uri -> Answer.of(page(0, 3)));
        Follower follower = follower(server.address())) {
      follower.want(new Hub(server.address(), Duration.ZERO), "daily", "2026-03-10", time);
      while (follower.step()) {}

      assertThat(column(database, "select count(*)::text from paper")).containsExactly("3");
      assertThat(server.asked()).containsExactly(listOf(0), listOf(1));
    }
  }

  @Test
  void aCutPageIsNoShorterListAndPatienceIsKept() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(uri -> paged(uri, 2));
        Follower follower = follower(server.address())) {
      server.first(
          Answer.of(page(0, 2)).cutBy(40), // promised but not sent
          Answer.of(page(0, 2).substring(0, 900)), // a whole answer with half a list
          Answer.of("<html>Sorry</html>"),
          Answer.of("{\"error\":\"Internal\"}"),
          Answer.status(429, Map.of("Retry-After", "120")));
      follower.want(new Hub(server.address(), Duration.ZERO), "daily", "2026-03-10", time);
      for (int i = 0; i < 5; i++) {
        assertThat(follower.step()).isTrue();
        assertThat(follower.step()).isFalse(); // not at once again
        assertThat(column(database, "select id from paper")).isEmpty();
        time.sleep(i < 4 ? Duration.ofMinutes(40) : Duration.ofSeconds(119));
      }
      assertThat(follower.step()).isFalse(); // 119 of 120 seconds
      time.sleep(Duration.ofSeconds(1));
      while (follower.step()) {}

      assertThat(column(database, "select id from paper order by id"))
          .containsExactly("2603.10001", "2603.10002");
      assertThat(column(database, "select category from report"))
          .isEmpty(); // says nothing of arXiv
    }
  }

  @Test
  void aBadEntryCostsItselfOnly() throws Exception {
    String bad = entry("2603.10009", 1).replace("\"upvotes\":1", "\"upvotes\":-1");
    try (ScriptedServer server =
            ScriptedServer.answering(uri ->
                uri.getQuery().contains("p=0")
                    ? Answer.of("[" + bad + "," + entry("2603.10001", 5) + "]")
                    : Answer.of("[]"));
        Follower follower = follower(server.address())) {
      follower.want(new Hub(server.address(), Duration.ZERO), "daily", "2026-03-10", time);
      while (follower.step()) {}

      assertThat(column(database, "select id from paper")).containsExactly("2603.10001");
      assertThat(column(database, "select source || ': ' || reason from quarantine"))
          .containsExactly(
              "hub %s: 'upvotes' is -1 (number): expected a whole number from 0"
                  .formatted(server.address().getAuthority()));
    }
  }

  @Test
  void aClockThatIsAheadDoesNotHoldItsCountsAgainstLaterOnes() throws Exception {
    String ahead =
        entry("2603.10001", 5)
            .replaceFirst(
                "^\\{",
                "{\"exact\":{\"asOf\":\"\",\"abstractKnown\":true,\"counts\":{\"upvotes\":5,\"asOf\":\"2099-01-01T00:00:00Z\"}},");
    try (ScriptedServer server =
            ScriptedServer.answering(uri ->
                uri.getQuery().contains("p=0") ? Answer.of("[" + ahead + "]") : Answer.of("[]"));
        Follower follower = follower(server.address())) {
      follower.want(new Hub(server.address(), Duration.ZERO), "daily", "2026-03-10", time);
      while (follower.step()) {}

      assertThat(column(database, "select tally ->> 'as_of' from paper"))
          .allMatch(asOf -> !Instant.parse(asOf).isAfter(Instant.parse("2026-03-10T12:01:00Z")))
          .hasSize(1);
    }
  }

  @Test
  void aSettledDayIsAskedForOnce() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(uri -> Answer.of("[]"));
        Follower follower =
            new Follower(
                database,
                time,
                server.address(),
                new Followed(
                    new Hub(server.address(), Duration.ZERO),
                    List.of("daily"),
                    30,
                    14,
                    Duration.ofHours(1)))) {
      follower.round();
      int first = server.asked().size();
      time.sleep(Duration.ofHours(7));
      follower.round();

      assertThat(first).isEqualTo(30);
      assertThat(server.asked().getFirst()).contains("date=2026-03-10"); // today first
      assertThat(server.asked().subList(first, server.asked().size()))
          .hasSize(14)
          .allMatch(asked -> asked.compareTo(listOf(0).replace("03-10", "02-25")) >= 0);
    }
  }
}
