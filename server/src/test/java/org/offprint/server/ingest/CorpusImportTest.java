package org.offprint.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;

/// Imports all optional data whole. It lies beside the checkout where somebody put it.
@EnabledIfEnvironmentVariable(
    named = "OFFPRINT_TEST_CORPUS",
    matches = "1",
    disabledReason = "wants OFFPRINT_TEST_CORPUS=1 and the data in ../shared/data")
class CorpusImportTest {
  private static final List<String> FILES =
      List.of(
          "seed-page.json",
          "daily-papers/daily-papers.jsonl.gz",
          "daily-papers/daily-papers-raw.jsonl.gz",
          "daily-papers/daily-papers-late.jsonl.gz",
          "arxiv/arxiv-1992-2019.jsonl.gz",
          "arxiv/arxiv-2025-2026.jsonl.gz",
          "arxiv/venue-papers-2020-2024.jsonl.gz",
          "arxiv/atom-samples/id_1605.08386_s0_m100.xml",
          "arxiv/atom-samples/q_testing_s0_m10.xml",
          "arxiv/atom-samples/q_testing_s10_m10.xml");

  @Test
  void everyRecordOfTheDataIsStoredAndASecondImportChangesNothing() {
    Path data = data();
    List<String> files = FILES.stream().map(file -> data.resolve(file).toString()).toList();
    try (Database database = TestDatabase.fresh()) {
      Papers papers = new Papers(database, Trending::heat);
      new FirstEdition(database, papers).load();
      Importer importer =
          new Importer(papers, database, FirstEdition::idOf, InstantSource.system());

      ImportReport first =
          importer.run(files, InputStream.nullInputStream(), ImportProgress.SILENT);
      ImportReport second =
          importer.run(files, InputStream.nullInputStream(), ImportProgress.SILENT);

      System.out.println(first.toText() + second.toText());
      database
          .sql()
          .sql(
              "select source || ':' || line || ' ' || reason || ' ' || left(record, 200) from quarantine order by id limit 20")
          .query(String.class)
          .list()
          .forEach(System.out::println);
      assertThat(first.complete()).isTrue();
      assertThat(first.total().quarantined()).isZero();
      assertThat(second.total().unchanged()).isEqualTo(second.total().read());
    }
  }

  private static Path data() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path data = folder.resolveSibling("shared").resolve("data");
      if (Files.isDirectory(data)) {
        return data;
      }
    }
    throw new AssertionError("expected a folder shared/data beside the checkout or above it");
  }
}
