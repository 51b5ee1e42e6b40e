package org.offprint.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.ingest.Quarantine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngestCommandsTest {
  private Database database;
  private Offprint offprint;

  @BeforeAll
  void open(@TempDir Path data) {
    database = TestDatabase.fresh();
    offprint = Offprint.on(database, data);
    TestDays.fill(database);
  }

  @AfterAll
  void close() {
    offprint.close();
  }

  @Test
  void statusSaysHowEachDayStands() {
    IngestCommands.Status status = new IngestCommands.Status();

    assertThat(run(status, 0))
        .contains("cs.LG\n  2026-03-10 Tue  awaited")
        .contains(
            "2026-03-06 Fri  partial         2  2 of 2 announced papers are missing. (2603.00008, 2603.00009)")
        .contains("1 alarm stands:\n  2026-03-06 cs.LG")
        .containsPattern("In the quarantine wait \\d+ of arxiv-oai");

    status.json = true;
    JsonNode document = JsonMapper.shared().readTree(run(status, 0));
    assertThat(document.get("days")).hasSize(12);
    assertThat(document.get("alarms").get(0).get("cleared").isNull()).isTrue();
  }

  @Test
  void theLogProvesTheManners() {
    IngestCommands.Log log = new IngestCommands.Log();

    assertThat(run(log, 0))
        .contains("+3.250 s")
        .contains("(export.arxiv.org answered 429)")
        .contains("3 requests of 1 process; at no gate two with less than 3.250 s between them.");

    log.json = true;
    JsonNode document = JsonMapper.shared().readTree(run(log, 0));
    assertThat(document.get("smallestGapSeconds").doubleValue()).isEqualTo(3.25);
    assertThat(document.get("requests").get(1).get("outcome").stringValue()).isEqualTo("unchanged");
    log.hours = 0;
    assertThatThrownBy(() -> log.answer(offprint))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--hours = 0 is out of range: expected 1 to 8784.");
  }

  @Test
  void alarmsAreListed() {
    assertThat(run(new IngestCommands.Standing(), 0))
        .contains("2026-03-06 cs.LG  partial: 2 of 2 announced papers are missing.");
  }

  @Test
  void badRecordsAreListedShownTriedAgainAndDiscarded() {
    offprint
        .quarantine()
        .add(
            "cli.jsonl",
            List.of(
                new Quarantine.Record(1, "an older reader failed", TestDays.READABLE),
                new Quarantine.Record(2, "not JSON", "\u001B[31m{broken")));
    QuarantineCommands.Listed list = new QuarantineCommands.Listed();
    list.source = "cli.jsonl";
    assertThat(run(list, 0)).contains("cli.jsonl:1 2603.88888").contains("2 records wait.");
    long good = id(1);
    long bad = id(2);

    QuarantineCommands.Show show = new QuarantineCommands.Show();
    show.id = bad;
    assertThat(run(show, 0)).contains("{broken").doesNotContain("\u001B");
    show.id = 999_999;
    run(show, 1);

    QuarantineCommands.Retry retry = new QuarantineCommands.Retry();
    retry.ids = List.of(good, bad);
    assertThat(run(retry, 1)).contains("stored\n").contains("1 of 2 stored.");
    QuarantineCommands.Retry nothing = new QuarantineCommands.Retry();
    assertThatThrownBy(() -> nothing.answer(offprint)).hasMessageContaining("--all");

    QuarantineCommands.Discard discard = new QuarantineCommands.Discard();
    discard.ids = List.of(good, bad);
    assertThat(run(discard, 1)).contains("1 of 2 discarded; the others do not wait.");
  }

  @Test
  void onceWithoutACategorySaysWhatToSet() {
    assertThatThrownBy(() -> new IngestCommands.Once().answer(offprint))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("set ingest.categories");
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    for (String command :
        List.of("status", "log", "alarms", "quarantine", "once", "quarantine retry")) {
      String[] words = ("ingest " + command + " --help").split(" ");
      assertThat(printed(() -> assertThat(Main.run(words)).isZero()))
          .contains("Example: ./offprint ingest");
    }
    assertThat(Main.run("ingest")).isEqualTo(2);
    assertThat(Main.run("ingest", "nonsense")).isEqualTo(2);
  }

  @Test
  void theWatchNoticesWhatAnotherProcessChanged() {
    StandingWatch watch = new StandingWatch(database);
    assertThat(watch.changed()).isFalse();
    database
        .sql()
        .sql("update day_state set why = why || ' ' where category = 'cs.CL' and state = 'awaited'")
        .update();
    assertThat(watch.changed()).isTrue();
    assertThat(watch.changed()).isFalse();
    new Quarantine(database, InstantSource.fixed(Instant.EPOCH))
        .add("watch", List.of(new Quarantine.Record(1, "bad", "x")));
    assertThat(watch.changed()).isTrue();
  }

  private long id(int line) {
    return database
        .sql()
        .sql("select id from quarantine where source = 'cli.jsonl' and line = :line")
        .param("line", line)
        .query(Long.class)
        .single();
  }

  private String run(ReadCommands.Reading command, int code) {
    return printed(() -> assertThat(command.answer(offprint)).isEqualTo(code));
  }

  private static String printed(Runnable work) {
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      work.run();
    } finally {
      System.setOut(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
