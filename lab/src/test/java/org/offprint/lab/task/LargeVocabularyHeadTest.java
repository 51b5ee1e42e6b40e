package org.offprint.lab.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LargeVocabularyHeadTest {
  private static final LargeVocabularyHead SMALL =
      new LargeVocabularyHead(new LargeVocabularyHead.Size(64, 32, 500, 1, 300, 16, 8, 4, 12));

  /// Needs the text; without it there is nothing to train on.
  @Test
  void aSmallRunGivesTheSameCurvesForTheSameSeed() {
    Path data = Path.of("../../shared/data");
    Assumptions.assumeTrue(
        Files.exists(data.resolve("text/tinyshakespeare.txt.gz")),
        "wants ../shared/data/text/tinyshakespeare.txt.gz beside the repository");
    Lab lab = new Lab(new Datasets(List.of(data), Path.of("target/datasets")), Progress.SILENT);

    Trial one = SMALL.run(7, lab);
    Trial again = SMALL.run(7, lab);

    assertThat(one.series()).isEqualTo(again.series());
    assertThat(one.run(7, 1).ours().get("curve-difference")).isLessThan(1e-3);
    assertThat(one.run(7, 1).ours().get("gradient-difference")).isLessThan(1e-5);
    assertThat(one.series().getFirst().x()).hasSize(12);
  }
}
