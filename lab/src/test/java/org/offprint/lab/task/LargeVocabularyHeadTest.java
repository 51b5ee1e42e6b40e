package org.offprint.lab.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.result.Estimate;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.Outcome;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Verdict;

class LargeVocabularyHeadTest {
  private static final LargeVocabularyHead SMALL =
      new LargeVocabularyHead(new LargeVocabularyHead.Size(64, 32, 500, 1, 300, 16, 8, 4, 12));

  private static Verdict judge(double[] memory, double[] time, double[] curves) {
    List<Run> runs =
        IntStream.range(0, memory.length)
            .mapToObj(i ->
                new Run(
                    i + 1,
                    new LinkedHashMap<>(
                        Map.of(
                            "memory-ratio",
                            memory[i],
                            "time-ratio",
                            time[i],
                            "curve-difference",
                            curves[i])),
                    new LinkedHashMap<>(),
                    1,
                    null))
            .toList();
    List<Figure> figures =
        List.of(
            new Figure("memory-ratio", Estimate.of(boxed(memory)), null),
            new Figure("time-ratio", Estimate.of(boxed(time)), null));
    return SMALL.judge(runs, figures);
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  @Test
  void memoryTenTimesLessAtNoMoreThanHalfMoreTimeWithTheSameCurvesAgrees() {
    Verdict verdict =
        judge(
            new double[] {90, 100, 110},
            new double[] {0.9, 1, 1.1},
            new double[] {1e-5, 9e-4, 1e-6});
    assertThat(verdict.outcome()).isEqualTo(Outcome.AGREES);
    assertThat(verdict.words()).isEqualTo("claim agrees at small scale");
  }

  @Test
  void aMemoryRatioBelowTenDisagrees() {
    assertThat(
            judge(new double[] {5, 5.1, 5.2}, new double[] {1, 1, 1}, new double[] {0, 0, 0})
                .outcome())
        .isEqualTo(Outcome.DISAGREES);
  }

  @Test
  void curvesThatPartForEverySeedDisagreeAndForOneSeedAreInconclusive() {
    double[] memory = {90, 100, 110};
    double[] time = {1, 1, 1};
    assertThat(judge(memory, time, new double[] {1, 1, 1e-3}).outcome())
        .isEqualTo(Outcome.DISAGREES);
    assertThat(judge(memory, time, new double[] {0, 0, 1e-3}).outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void anIntervalThatReachesTheLimitIsInconclusive() {
    assertThat(
            judge(new double[] {11, 30, 60}, new double[] {1, 1, 1}, new double[] {0, 0, 0})
                .outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(
            judge(new double[] {90, 100, 110}, new double[] {1.3, 1.4, 1.5}, new double[] {0, 0, 0})
                .outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void twoSeedsAreInconclusive() {
    assertThat(judge(new double[] {100, 100}, new double[] {1, 1}, new double[] {0, 0}).outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
  }

  /// Needs the text; without it there is nothing to train on.
  @Test
  void aSmallRunGivesTheSameCurvesForTheSameSeed() {
    Path data = Path.of("../../shared/data");
    Assumptions.assumeTrue(
        Files.exists(data.resolve("text/tinyshakespeare.txt.gz")),
        "wants ../shared/data/text/tinyshakespeare.txt.gz beside the repository");
    Lab lab = new Lab(new Datasets(List.of(data), Path.of("target/datasets")), Progress.SILENT);

    Experiment.Trial one = SMALL.run(7, lab);
    Experiment.Trial again = SMALL.run(7, lab);

    assertThat(one.series()).isEqualTo(again.series());
    assertThat(one.run().ours().get("curve-difference")).isLessThan(1e-3);
    assertThat(one.run().ours().get("gradient-difference")).isLessThan(1e-5);
    assertThat(one.series().getFirst().x()).hasSize(12);
  }
}
