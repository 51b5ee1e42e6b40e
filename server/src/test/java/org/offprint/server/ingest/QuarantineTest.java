package org.offprint.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.TestDays;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.ingest.Quarantine.Kept;
import org.offprint.server.ingest.Quarantine.State;
import org.offprint.server.ingest.Quarantine.Which;
import org.offprint.server.ingest.QuarantineRetry.Tried;
import org.offprint.server.paper.Papers;

class QuarantineTest {
  private static final Instant NOW = Instant.parse("2026-03-05T08:00:00Z");

  private Database database;
  private Papers papers;
  private Quarantine quarantine;
  private QuarantineRetry retry;

  @BeforeEach
  void open() {
    database = TestDatabase.fresh();
    papers = new Papers(database, Trending::heat);
    quarantine = new Quarantine(database, InstantSource.fixed(NOW));
    retry = new QuarantineRetry(database, quarantine, new Intake(papers, quarantine));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aRecordIsKeptWhole() {
    String record = "x".repeat(900_000);

    Kept kept = added(record);

    assertThat(kept.text()).isEqualTo(record);
    assertThat(kept.cut()).isFalse();
    assertThat(kept.state()).isEqualTo(State.waiting);
    assertThat(kept.seen()).isEqualTo(NOW);
  }

  @Test
  void ofAnEndlessRecordTheBeginningIsKeptAndItIsSaidToBeCut() {
    Kept kept = added("y".repeat(3 << 20));

    assertThat(kept.text()).hasSize(1 << 20);
    assertThat(kept.cut()).isTrue();
    assertThat(retry.retry(kept.id()))
        .isEqualTo(
            new Tried.StillBad(
                "only the beginning of the record was kept; get it from its source again"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<identifier>oai:arXiv.org:2603.00008</identifier> 1234.56789 | 2603.00008",
        "<guid>oai:arXiv.org:2603.00008v2</guid> | 2603.00008",
        "<id>http://arxiv.org/abs/cs/0112017v1</id> | cs/0112017",
        "{\"title\":\"of 2501.00001\",\"id\":\"2603.00008\"} | 2603.00008",
        "{\"paper\":\"2603.00008\"} | 2603.00008",
        "1.2603.00008 | ",
        "nothing | "
      })
  void theKeyOfARecordIsThePaperThatItSeemsToBeAbout(String record, String key) {
    assertThat(Quarantine.key(record)).isEqualTo(key);
  }

  @Test
  void whatTheNetworkRepeatsIsKeptOnce() {
    byte[] page = "<OAI-PMH><record><header/></record></OAI-PMH>".getBytes(StandardCharsets.UTF_8);
    byte[] later =
        ("\n\n" + new String(page, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    Intake intake = new Intake(papers, quarantine);

    intake.save("arxiv-oai", Batch.read(Documents.split("page", page).records()));
    intake.save("arxiv-oai", Batch.read(Documents.split("page", later).records()));

    assertThat(quarantine.waiting()).containsExactly(new Quarantine.Count("arxiv-oai", 1));
  }

  @Test
  void aRecordThatCanBeReadNowIsStoredAndWaitsNoMore() {
    Kept kept = added(TestDays.READABLE);

    assertThat(retry.retry(kept.id())).isEqualTo(new Tried.Stored(new Counts(1, 1, 0, 0, 0)));

    assertThat(papers.find(new PaperId("2603.88888"))).isPresent();
    Kept after = quarantine.find(kept.id()).orElseThrow();
    assertThat(after.state()).isEqualTo(State.stored);
    assertThat(after.settled()).isEqualTo(NOW);
    assertThat(retry.retry(kept.id())).isEqualTo(new Tried.Settled(State.stored));
    assertThat(quarantine.count(Which.WAITING)).isZero();
  }

  @Test
  void aRecordThatStillCannotBeReadWaitsWithItsNewReason() {
    Kept kept = added("<record><header/></record>");

    assertThat(retry.retry(kept.id()))
        .isEqualTo(new Tried.StillBad("<identifier> is missing in <header>"));

    Kept after = quarantine.find(kept.id()).orElseThrow();
    assertThat(after.state()).isEqualTo(State.waiting);
    assertThat(after.attempts()).isEqualTo(1);
    assertThat(after.reason()).isEqualTo("<identifier> is missing in <header>");
    assertThat(retry.retry(kept.id() + 1)).isEqualTo(new Tried.NoSuchRecord());
  }

  @Test
  void whatIsInNoFormatIsNoReasonToFail() {
    assertThat(retry.retry(added("???").id())).isInstanceOf(Tried.StillBad.class);
  }

  @Test
  void aDiscardedRecordWaitsNoMoreAndStaysToBeSeen() {
    Kept kept = added("broken");

    assertThat(quarantine.discard(List.of(kept.id(), kept.id() + 1))).isEqualTo(1);
    assertThat(quarantine.discard(List.of(kept.id()))).isZero();

    assertThat(quarantine.list(Which.WAITING, 0, 10)).isEmpty();
    assertThat(quarantine.list(new Which("a.jsonl", "BAD", State.discarded), 0, 10))
        .extracting(Kept::text)
        .containsExactly("broken");
    assertThat(quarantine.list(new Which("a.jsonl", "else", State.discarded), 0, 10)).isEmpty();
  }

  private Kept added(String record) {
    quarantine.add("a.jsonl", List.of(new Quarantine.Record(1, "bad", record)));
    return quarantine.find(quarantine.waitingIds().getLast()).orElseThrow();
  }
}
