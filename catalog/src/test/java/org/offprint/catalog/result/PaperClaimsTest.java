package org.offprint.catalog.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaperClaimsTest {
  private static final Path FOLDER = Path.of("../claims");

  @Test
  void everyPaperOfTheFirstEditionHasItsClaims() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<PaperClaims> all = files.map(PaperClaimsTest::read).toList();
      assertThat(all)
          .extracting(PaperClaims::number)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 55).boxed().toList());
    }
  }

  @Test
  void aFileHasTheNameOfItsPaper() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      files.forEach(file -> assertThat(file).hasFileName(read(file).paper().value() + ".json"));
    }
  }

  @Test
  void aClaimWithANumberSaysOfWhatAndWhereItStands() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      files
          .flatMap(file -> read(file).claims().stream())
          .filter(claim -> claim.value() != null)
          .forEach(claim -> {
            assertThat(claim.place()).as(claim.words()).isNotBlank();
            assertThat(claim.dataset()).as(claim.words()).isNotBlank();
          });
    }
  }

  @Test
  void twoClaimsThatARunCouldNotTellApartAreRefused() throws IOException {
    String text = Files.readString(FOLDER.resolve("2411.09009.json"));
    String claim = text.substring(text.indexOf("    {"), text.indexOf("    },") + 6);
    String twice = text.replace(claim, claim + "\n" + claim);
    assertThatThrownBy(() -> PaperClaims.parse("twice.json", twice))
        .isInstanceOf(ResultFileException.class)
        .hasMessageContaining("twice.json")
        .hasMessageContaining("two claims with one metric");
  }

  private static PaperClaims read(Path file) {
    try {
      return PaperClaims.parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
