package org.offprint.server.interest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.dump.Export;
import org.offprint.server.dump.Restore;
import org.offprint.server.ingest.ImportRefused;

class InterestsTest {
  private static final Interest SECRET =
      new Interest(
          "10.1000/wombat",
          "Wombatology for beginners",
          "Quokkas too.",
          List.of("Zebedee Xylophone"),
          null,
          "my-library.bib");

  private static LibraryFile read(String text) {
    return LibraryFile.read("library", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theSameWorkIsTheSameInBibTexRisAndZotero() {
    String bib = "@article{a, title={A Title}, author={Lovelace, Ada}, year={1843}}\n";
    String ris = "TY  - JOUR\nTI  - A Title\nAU  - Lovelace, Ada\nER  - \n";
    String api =
        """
        [{"key":"ABCD2345","version":17,"data":{"itemType":"journalArticle","title":"A Title","creators":[{"creatorType":"author","firstName":"Ada","lastName":"Lovelace"}],"dateAdded":"2026-01-02T03:04:05Z","abstractNote":"Text."}},
         {"key":"BCDE3456","version":18,"data":{"itemType":"attachment","title":"PDF"}}]
        """;
    String better =
        "{\"config\":{},\"items\":[{\"itemType\":\"book\",\"title\":\"A Title\",\"creators\":[{\"name\":\"Ada Lovelace\"}]}]}";
    String csl =
        "[{\"type\":\"article\",\"title\":\"A Title\",\"author\":[{\"family\":\"Lovelace\",\"given\":\"Ada\"}]}]";

    List<LibraryFile> files =
        Stream.of(bib, ris, api, better, csl).map(InterestsTest::read).toList();

    assertThat(files).allMatch(file -> file.works().size() == 1 && file.refused().isEmpty());
    assertThat(files.stream().map(file -> file.works().getFirst().key()).distinct()).hasSize(1);
    assertThat(files.get(2).works().getFirst().abstractText()).isEqualTo("Text.");
    assertThat(String.valueOf(files.get(2).works().getFirst().added()))
        .isEqualTo("2026-01-02T03:04:05Z");
  }

  @Test
  void anItemOfZoteroIsKeyedByArxivThenDoi() {
    String items =
        """
        [{"itemType":"preprint","title":"One","archiveID":"arXiv:2411.00100","DOI":"10.48550/arXiv.2411.00100"},
         {"itemType":"preprint","title":"Two","extra":"arXiv: 2411.00200 [cs]\\nfoo: bar","DOI":"10.1000/x"},
         {"itemType":"journalArticle","title":"Three","DOI":"10.1000/ABC","url":"https://example.org"},
         {"itemType":"journalArticle","title":""}, 17]
        """;
    LibraryFile file = read(items);

    assertThat(file.works())
        .extracting(Interest::key)
        .containsExactly("2411.00100", "2411.00200", "10.1000/abc");
    assertThat(file.refused())
        .containsExactly("item 4: it has no title", "item 5: it has no title");
  }

  @Test
  void aFileInNoFormatIsRefused() {
    assertThatThrownBy(() -> read("{\"a\":1}")).isInstanceOf(ImportRefused.class);
    assertThatThrownBy(() -> read("[{")).isInstanceOf(ImportRefused.class);
    assertThatThrownBy(() -> read("hello")).isInstanceOf(ImportRefused.class);
  }

  @Test
  void aLibraryIsItsReadersAndIsForgottenAsAWhole() {
    try (Database database = TestDatabase.fresh()) {
      Interests interests = new Interests(database);

      assertThat(interests.add("ann", List.of(SECRET))).isEqualTo(1);
      assertThat(interests.add("ann", List.of(SECRET))).isZero();
      interests.add("bo", List.of(SECRET));
      assertThat(interests.of("ann")).containsExactly(SECRET);
      assertThat(interests.forget("ann")).isEqualTo(1);
      assertThat(interests.readers()).containsExactly(new Interests.Reader("bo", 1));
      assertThatThrownBy(() -> interests.of("ann smith")).hasMessageContaining("'ann smith'");
    }
  }

  @Test
  void nothingOfItIsOnAnyPageFeedMetricOrAnswer() {
    try (TestServer server = TestServer.with(TestPapers.FULL_LISTED)) {
      new Interests(server.database()).add("agathe", List.of(SECRET));

      for (String path :
          List.of(
              "/",
              "/search?q=wombatology",
              "/papers/10.1000/wombat",
              "/papers/2603.01234",
              "/methods",
              "/about",
              "/feeds",
              "/feeds/daily.atom",
              "/sitemap.xml",
              "/metrics",
              "/healthz",
              "/readyz",
              "/api/daily_papers?limit=100&exact=true",
              "/api/papers/search?q=quokkas",
              "/api/papers/10.1000/wombat",
              "/api/v1/papers?q=wombatology",
              "/api/v1/papers?q=xylophone",
              "/api/v1/papers/2603.01234/similar",
              "/api/v1/authors")) {
        assertThat(
                server
                    .get(path)
                    .body()
                    .replace("wombatology", "asked")
                    .replace("10.1000/wombat", "asked"))
            .as(path)
            .doesNotContain("Wombatology", "Zebedee", "agathe", "my-library");
      }
    }
  }

  @Test
  void anExportHoldsItOnlyWhereItWasAskedFor(@TempDir Path folder) throws IOException {
    try (Database database = TestDatabase.fresh();
        Database restored = TestDatabase.fresh()) {
      new Interests(database).add("ann", List.of(SECRET));
      new Export(database).to(folder.resolve("plain"));
      new Export(database, true).to(folder.resolve("whole"));
      new Restore(restored).from(folder.resolve("whole"));

      try (Stream<Path> files = Files.list(folder.resolve("plain"))) {
        for (Path file : files.toList()) {
          assertThat(Files.readString(file)).doesNotContain("Wombatology", "interest");
        }
      }
      assertThat(new Interests(restored).of("ann")).containsExactly(SECRET);
    }
  }
}
