package org.offprint.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;

class ImporterTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-05T08:00:00Z"));

  @TempDir Path folder;
  private Database database;
  private Papers papers;
  private Importer importer;

  @BeforeEach
  void open() {
    database = TestDatabase.fresh();
    papers = new Papers(database, Trending::heat);
    importer = new Importer(papers, database, FirstEdition::idOf, CLOCK);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aSecondImportChangesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("corpus.jsonl"), corpus(1_200) + "broken\n");

    ImportReport first = run(file);
    Counts second = run(file).total();

    assertThat(first.total()).isEqualTo(new Counts(1_201, 1_200, 0, 0, 1));
    assertThat(second).isEqualTo(new Counts(1_201, 0, 0, 1_200, 1));
    assertThat(count("paper")).isEqualTo(1_200);
    assertThat(count("quarantine")).isEqualTo(1);
    assertThat(count("outbox")).isEqualTo(2_400); // for the index, and for whoever looks for links
    assertThat(first.toText()).contains("corpus.jsonl (JSON lines): 1,201 read = 1,200 added");
  }

  @Test
  void aQuarantinedRecordIsKeptWithFileLineAndReason() throws IOException {
    Path file =
        Files.writeString(folder.resolve("corpus.jsonl"), corpus(2) + "{\"id\":7, \u0000}\n");

    run(file);

    assertThat(
            database
                .sql()
                .sql("select source || ' ' || line || ' ' || record from quarantine")
                .query(String.class)
                .single())
        .isEqualTo("corpus.jsonl 3 {\"id\":7, \uFFFD}");
  }

  @Test
  void compressedFilesAreKnownByTheirContent() throws IOException {
    byte[] plain = corpus(700).getBytes(StandardCharsets.UTF_8);
    Path gzip = Files.write(folder.resolve("a.txt"), gzip(plain));
    Path zstd = Files.write(folder.resolve("b.txt"), zstd(plain));

    ImportReport report =
        importer.run(
            List.of(gzip.toString(), zstd.toString()),
            InputStream.nullInputStream(),
            ImportProgress.SILENT);

    assertThat(report.files().get(0).counts()).isEqualTo(new Counts(700, 700, 0, 0, 0));
    assertThat(report.files().get(1).counts()).isEqualTo(new Counts(700, 0, 0, 700, 0));
    assertThat(report.complete()).isTrue();
  }

  @Test
  void aFileThatBreaksOffKeepsWhatCameBefore() throws IOException {
    byte[] plain = corpus(3_000).getBytes(StandardCharsets.UTF_8);
    byte[] whole = gzip(plain);
    Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length * 2 / 3));

    ImportReport report = run(file);

    assertThat(report.complete()).isFalse();
    assertThat(report.files().getFirst().problem()).contains("breaks off").contains("repeat");
    assertThat(report.total().added()).isBetween(1_000L, 2_999L);
    assertThat(report.total().quarantined()).isLessThanOrEqualTo(1);
    assertThat(run(Files.write(folder.resolve("whole"), plain)).total().read()).isEqualTo(3_000);
    assertThat(count("paper")).isEqualTo(3_000);
  }

  /// The decoder gives out megabytes at a time, hence a larger file and no store.
  @Test
  void aZstdFileThatBreaksOffKeepsWhatCameBefore() throws IOException {
    byte[] whole = zstd(corpus(60_000).getBytes(StandardCharsets.UTF_8));

    Reading reading = Reading.of(Arrays.copyOf(whole, whole.length * 2 / 3));

    assertThat(reading.problem()).isNotNull();
    assertThat(reading.papers()).hasSizeBetween(1_000, 59_999);
    assertThat(reading.reasons()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void aCallThatCannotSucceedStoresNothing() throws IOException {
    Path good = Files.writeString(folder.resolve("good.jsonl"), corpus(3));
    Path bad = Files.writeString(folder.resolve("bad.txt"), "hello");

    for (String wrong :
        List.of(bad.toString(), folder.resolve("missing").toString(), folder.toString())) {
      assertThatThrownBy(() ->
              importer.run(
                  List.of(good.toString(), wrong),
                  InputStream.nullInputStream(),
                  ImportProgress.SILENT))
          .isInstanceOf(ImportRefused.class)
          .hasMessageContaining("expected");
    }
    assertThat(count("paper")).isZero();
  }

  @Test
  void standardInputIsAFileToo() {
    ImportReport report =
        importer.run(
            List.of("-"),
            new ByteArrayInputStream(corpus(3).getBytes(StandardCharsets.UTF_8)),
            ImportProgress.SILENT);

    assertThat(report.total().added()).isEqualTo(3);
  }

  @Test
  void aWithdrawalCountsWhereverItStands() throws IOException {
    String deletion =
        "<OAI-PMH><record><header status=\"deleted\"><identifier>oai:arXiv.org:2501.00001</identifier><datestamp>2026-01-01</datestamp></header></record>"
            + "<record><header status=\"deleted\"><identifier>oai:arXiv.org:2501.09999</identifier><datestamp>2026-01-01</datestamp></header></record></OAI-PMH>";
    Path deletions = Files.writeString(folder.resolve("deletions.xml"), deletion);
    Path corpus = Files.writeString(folder.resolve("corpus.jsonl"), corpus(2));

    ImportReport report =
        importer.run(
            List.of(deletions.toString(), corpus.toString()),
            InputStream.nullInputStream(),
            ImportProgress.SILENT);

    assertThat(report.files().get(0).counts()).isEqualTo(new Counts(2, 0, 1, 1, 0));
    assertThat(papers.find(new PaperId("2501.00001")).orElseThrow().withdrawn())
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void anImportThatIsInterruptedAndRepeatedEndsInTheSameState() throws IOException {
    Path file = Files.writeString(folder.resolve("corpus.jsonl"), corpus(2_600) + "broken\n");
    AtomicLong batches = new AtomicLong();
    ImportProgress failing =
        (name, read, bytes, counts) -> {
          if (batches.incrementAndGet() == 3) {
            throw new IllegalStateException("stopped by the test");
          }
        };

    assertThatThrownBy(
            () -> importer.run(List.of(file.toString()), InputStream.nullInputStream(), failing))
        .hasMessage("stopped by the test");
    assertThat(count("paper")).isEqualTo(1_500);
    run(file);
    String repeated = state(database);

    try (Database other = TestDatabase.fresh()) {
      new Importer(new Papers(other, Trending::heat), other, FirstEdition::idOf, CLOCK)
          .run(List.of(file.toString()), InputStream.nullInputStream(), ImportProgress.SILENT);
      assertThat(state(other)).isEqualTo(repeated);
    }
  }

  @Test
  void progressIsABarOnATerminalAndLinesElsewhere() {
    long[] now = {0};
    InstantSource clock = () -> Instant.ofEpochMilli(now[0]);
    ByteArrayOutputStream bar = new ByteArrayOutputStream();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    ConsoleProgress terminal =
        new ConsoleProgress(new PrintStream(bar, true, StandardCharsets.UTF_8), true, clock);
    ConsoleProgress plain =
        new ConsoleProgress(new PrintStream(lines, true, StandardCharsets.UTF_8), false, clock);

    for (now[0] = 1_000; now[0] <= 10_000; now[0] += 1_000) {
      Counts counts = new Counts(now[0], now[0], 0, 0, 0);
      terminal.at("a.jsonl", now[0], 40_000, counts);
      plain.at("a.jsonl", now[0], 40_000, counts);
    }
    terminal.done();
    plain.done();

    assertThat(bar.toString(StandardCharsets.UTF_8))
        .contains(
            "\r[########                      ]  25 % a.jsonl: 10,000 records, 1,000/s, 30 s left")
        .doesNotContain("\n");
    assertThat(lines.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            " 13 % a.jsonl: 5,000 records, 1,000/s, 35 s left",
            " 25 % a.jsonl: 10,000 records, 1,000/s, 30 s left");
  }

  private ImportReport run(Path file) {
    return importer.run(
        List.of(file.toString()), InputStream.nullInputStream(), ImportProgress.SILENT);
  }

  private long count(String table) {
    return database.sql().sql("select count(*) from " + table).query(Long.class).single();
  }

  static String state(Database database) {
    return database
            .sql()
            .sql("select coalesce(string_agg(to_jsonb(p)::text, ' ' order by id), '') from paper p")
            .query(String.class)
            .single()
        + database
            .sql()
            .sql(
                "select coalesce(string_agg((to_jsonb(q) - 'id')::text, ' ' order by source, line, digest), '') from quarantine q")
            .query(String.class)
            .single();
  }

  static String corpus(int papers) {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= papers; i++) {
      lines.append(
          "{\"id\":\"2501.%05d\",\"title\":\"Paper %d\",\"abstract\":\"Abstract of %d.\",\"authors\":[\"Ann A\"],\"categories\":[\"cs.LG\"],\"primaryCategory\":\"cs.LG\",\"published\":\"2025-01-02\",\"publishedPrecision\":\"day\"}\n"
              .formatted(i, i, i * 7919));
    }
    return lines.toString();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static byte[] zstd(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }
}
