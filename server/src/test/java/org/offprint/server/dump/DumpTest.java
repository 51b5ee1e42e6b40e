package org.offprint.server.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.ingest.FirstEdition;
import org.offprint.server.ingest.ImportProgress;
import org.offprint.server.ingest.Importer;
import org.offprint.server.paper.Papers;

class DumpTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-05T08:00:00Z"));

  /// Two papers on two days, one of them of the bundled edition; the last line cannot be read.
  private static final String LINES =
      """
      {"date":"2026-03-04","snapshotAt":"2026-03-04T09:00:00Z","id":"2603.00011","title":"Über Größen — ∑ 𝔘 \\"quoted\\" \\\\ backslash","abstract":"One.\\n\\nTwo.","authors":["Émilie du Châtelet","Ada Lovelace"],"publishedAt":"2026-03-02T01:02:03.000Z","upvotes":7,"numComments":0,"organization":null,"keywords":["a","b"],"githubRepo":"https://github.com/example/one","projectPage":null}
      {"date":"2026-03-05","snapshotAt":"2026-03-05T09:00:00Z","id":"2411.09009","title":"Cut Your Losses in Large-Vocabulary Language Models","abstract":"An abstract.","authors":["Ada Lovelace"],"publishedAt":"2024-11-13T00:00:00.000Z","upvotes":3,"numComments":1}
      {"date":"2026-03-05","snapshotAt":"2026-03-05T09:00:00Z","id":26030.1}
      """;

  @TempDir Path folder;

  @Test
  void exportRestoreAndExportGiveTheSameBytes() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    DumpReport exported;
    try (Database database = TestDatabase.fresh()) {
      fill(database);
      exported = new Export(database).to(first);
    }
    try (Database database = TestDatabase.fresh()) {
      new FirstEdition(database, papers(database)).load(); // as every start does

      DumpReport restored = new Restore(database).from(first);
      new Export(database).to(second);

      assertThat(restored).isEqualTo(exported);
      assertThat(restored.rows()).containsEntry("paper", 56L).containsEntry("quarantine", 1L);
      assertThat(files(second)).isEqualTo(files(first));
      assertThat(
              database
                  .sql()
                  .sql("select distinct key from outbox where topic = 'paper'")
                  .query(String.class)
                  .list())
          .hasSize(56);
    }
  }

  @Test
  void whatIsAddedAfterARestoreDoesNotCollideWithIt() {
    Path export = folder.resolve("export");
    try (Database database = TestDatabase.fresh()) {
      fill(database);
      new Export(database).to(export);
    }
    try (Database database = TestDatabase.fresh()) {
      new Restore(database).from(export);
      assertThat(run(database, LINES).total().unchanged()).isEqualTo(2);
      assertThat(run(database, "{\"snapshotAt\":\"x\",\"id\":\"other\"}\n").total().quarantined())
          .isEqualTo(1);
    }
  }

  @Test
  void aStoreWithPapersOfItsOwnIsLeftAlone() {
    Path export = folder.resolve("export");
    try (Database database = TestDatabase.fresh()) {
      fill(database);
      new Export(database).to(export);
      assertThatThrownBy(() -> new Restore(database).from(export))
          .isInstanceOf(DumpRefused.class)
          .hasMessageContaining("not empty")
          .hasMessageContaining("new data folder");
    }
  }

  @Test
  void aChangedMissingOrForeignFileIsRefusedBeforeAnythingIsRead() throws IOException {
    Path export = folder.resolve("export");
    try (Database database = TestDatabase.fresh()) {
      fill(database);
      new Export(database).to(export);
    }
    try (Database database = TestDatabase.fresh()) {
      Restore restore = new Restore(database);
      Path papers = export.resolve("paper.jsonl");
      String good = Files.readString(papers);

      Files.writeString(papers, good.replace("Lovelace", "Lovelase"));
      assertThatThrownBy(() -> restore.from(export))
          .hasMessageContaining("not what the manifest says");
      Files.delete(papers);
      assertThatThrownBy(() -> restore.from(export)).hasMessageContaining("missing");
      Files.writeString(papers, good);
      String manifest = Files.readString(export.resolve("manifest.json"));
      Files.writeString(
          export.resolve("manifest.json"), manifest.replace("paper.jsonl", "../paper.jsonl"));
      assertThatThrownBy(() -> restore.from(export)).isInstanceOf(DumpRefused.class);
      Files.writeString(
          export.resolve("manifest.json"),
          manifest.replaceFirst("\"format\" : 1", "\"format\" : 2"));
      assertThatThrownBy(() -> restore.from(export)).hasMessageContaining("format 2");
      assertThatThrownBy(() -> restore.from(folder.resolve("nowhere")))
          .hasMessageContaining("holds no export");
      assertThat(database.sql().sql("select count(*) from paper").query(Long.class).single())
          .isZero();
    }
  }

  @Test
  void anExportNeverMixesWithOtherFiles() throws IOException {
    Files.writeString(folder.resolve("mine.txt"), "mine");
    try (Database database = TestDatabase.fresh()) {
      assertThatThrownBy(() -> new Export(database).to(folder))
          .isInstanceOf(DumpRefused.class)
          .hasMessageContaining("not empty");
    }
  }

  private static void fill(Database database) {
    new FirstEdition(database, papers(database)).load();
    var report = run(database, LINES);
    assertThat(report.total().toString())
        .isEqualTo("3 read = 1 added + 1 revised + 0 unchanged + 1 in quarantine");
  }

  private static org.offprint.server.ingest.ImportReport run(Database database, String lines) {
    return new Importer(papers(database), database, FirstEdition::idOf, CLOCK)
        .run(
            List.of("-"),
            new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
            ImportProgress.SILENT);
  }

  private static Papers papers(Database database) {
    return new Papers(database, Trending::heat);
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }
}
