package org.offprint.server.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.ingest.FirstEdition;
import org.offprint.server.ingest.ImportProgress;
import org.offprint.server.ingest.Importer;

/// What is kept of a paper whose later versions say something else.
class RevisionTest {
  private static final PaperId ID = new PaperId("2603.00008");

  private Database database;
  private Papers papers;

  @BeforeEach
  void open() {
    database = TestDatabase.fresh();
    papers = new Papers(database, Trending::heat);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aNewVersionWithAnotherTextKeepsTheEarlierOne() {
    told("2026-03-05", 1, "On entropy", "We show less.");
    told("2026-03-09", 2, "On cross-entropy", "We show more.");

    assertThat(papers.find(ID).orElseThrow().title()).isEqualTo("On cross-entropy");
    assertThat(papers.revisions(ID))
        .containsExactly(
            new Revision(
                ID, 1, "On entropy", "We show less.", Instant.parse("2026-03-01T10:00:00Z")));
  }

  @Test
  void everyTextIsKeptOnceHoweverOftenItComes() {
    told("2026-03-05", 1, "One", "First.");
    told("2026-03-09", 2, "One", "Second.");
    told("2026-03-09", 2, "One", "Second.");
    told("2026-03-12", 3, "Three", "Second.");
    told("2026-03-12", 3, "Three", "Second.");

    assertThat(papers.revisions(ID))
        .extracting(Revision::version, Revision::title, Revision::abstractText)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(1, "One", "First."),
            org.assertj.core.api.Assertions.tuple(2, "One", "Second."));
  }

  @Test
  void aNewVersionWithTheSameWordsKeepsNothing() {
    told("2026-03-05", 1, "On entropy", "We show\n  less.");
    told("2026-03-09", 2, "On entropy", "We show less.");

    assertThat(papers.revisions(ID)).isEmpty();
  }

  @Test
  void aCorrectionOfTheSameVersionIsNoRevision() {
    told("2026-03-05", 1, "On entrpy", "We show less.");
    told("2026-03-09", 1, "On entropy", "We show less.");

    assertThat(papers.revisions(ID)).isEmpty();
  }

  private void told(String stamp, int version, String title, String text) {
    StringBuilder versions = new StringBuilder();
    for (int number = 1; number <= version; number++) {
      versions.append(
          "<version version=\"v%d\"><date>Sun, %d Mar 2026 10:00:00 GMT</date></version>"
              .formatted(number, 1 + 7 * (number - 1)));
    }
    String record =
        """
        <record><header><identifier>oai:arXiv.org:2603.00008</identifier><datestamp>%s</datestamp></header>
        <metadata><arXivRaw><id>2603.00008</id>%s<title>%s</title><authors>Ann A</authors>
        <categories>cs.LG</categories><abstract>%s</abstract></arXivRaw></metadata></record>
        """
            .formatted(stamp, versions, title, text);
    new Importer(
            papers,
            database,
            FirstEdition::idOf,
            InstantSource.fixed(Instant.parse("2026-03-20T00:00:00Z")))
        .run(
            List.of("-"),
            new ByteArrayInputStream(record.getBytes(StandardCharsets.UTF_8)),
            ImportProgress.SILENT);
  }
}
