package org.offprint.catalog.result;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.catalog.paper.PaperId;

class ResultFileTest {
  private static final Metric RATIO =
      new Metric(
          "memory-ratio",
          "memory of the baseline over ours",
          "1",
          Direction.HIGHER,
          0.0,
          null,
          true);
  private static final Claim CLAIM =
      new Claim(
          "The loss of a 2B model needs 1 MB instead of 24 GB.",
          "memory",
          "MB",
          Direction.LOWER,
          1.0,
          24_000.0,
          "any text",
          "training",
          "8,192 tokens on one GPU",
          "abstract",
          "read in the abstract");
  private static final Task TASK =
      Task.named("large-head", "A large head")
          .dataset("tinyshakespeare")
          .split("first 90 %")
          .baseline("full logits")
          .protocol("One step.")
          .metrics(RATIO)
          .agreesWhen(Condition.above("memory-ratio", 10))
          .claim(CLAIM);

  static Result result(long... seeds) {
    List<Run> runs = Arrays.stream(seeds).mapToObj(seed -> run(seed, 20.0 + seed)).toList();
    List<Figure> figures = Figure.over(TASK, runs);
    return new Result(
        Result.FORMAT,
        new Method(
            "cut-cross-entropy",
            "Cut cross-entropy",
            new PaperId("2411.09009"),
            2,
            "loss",
            "methods/src/main/java/org/offprint/methods/loss/CutCrossEntropy.java"),
        TASK,
        new FormulaCheck("golden/cut-cross-entropy.json", "NumPy, float64", 7, 7, 1e-5, 3e-7),
        runs,
        figures,
        Rule.judge(TASK, runs, figures),
        ordered("tokens", "1024", "embedding", "512"),
        "89570d7",
        ordered("java", "25", "libtorch", "2.10.0"),
        new Machine("CPU", "some processor", 2, 2, 8L << 30, "Linux", "quiet"),
        Instant.parse("2026-03-14T04:10:00Z"),
        12.5,
        null,
        List.of(
            new Series(
                "seed 1",
                "step",
                "loss in nats",
                List.of(1.0, 2.0),
                List.of(4.5, 4.25),
                List.of(4.5, 4.25))),
        List.of("step 1", "step 2"));
  }

  private static Run run(long seed, double ratio) {
    return new Run(
        seed,
        new LinkedHashMap<>(Map.of("memory-ratio", ratio)),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        4.0,
        null);
  }

  private static SequencedMap<String, String> ordered(String... pairs) {
    var map = new LinkedHashMap<String, String>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  @Test
  void whatIsWrittenIsReadBackEqualAndWrittenAgainAsTheSameText() {
    Result result = result(1, 2, 3);

    Result again = ResultFile.parse("again", ResultFile.write(result));

    assertThat(again).isEqualTo(result);
    assertThat(ResultFile.write(again)).isEqualTo(ResultFile.write(result));
    assertThat(ResultFile.write(result))
        .contains(
            "\"paper\" : \"2411.09009\"",
            "\"direction\" : \"higher is better\"",
            "\"peakMemoryBytes\" : null");
  }

  @Test
  void aMissingKeyIsRefusedByName() {
    String text = ResultFile.write(result(1, 2, 3)).replace("\"commit\" : \"89570d7\",", "");
    assertThatThrownBy(() -> ResultFile.parse("r.json", text))
        .isInstanceOf(ResultFileException.class)
        .hasMessageContaining("r.json")
        .hasMessageContaining("commit");
  }

  @Test
  void anUnknownKeyIsRefusedByName() {
    String text =
        ResultFile.write(result(1, 2, 3)).replace("\"commit\" :", "\"comit\" : 1, \"commit\" :");
    assertThatThrownBy(() -> ResultFile.parse("r.json", text)).hasMessageContaining("comit");
  }

  @Test
  void aKeyGivenTwiceIsRefused() {
    String text =
        ResultFile.write(result(1, 2, 3))
            .replace("\"commit\" :", "\"commit\" : \"89570d8\", \"commit\" :");
    assertThatThrownBy(() -> ResultFile.parse("r.json", text)).hasMessageContaining("commit");
  }

  @Test
  void aValueOutsideTheRangeOfItsMetricIsRefused() {
    String text = ResultFile.write(result(1, 2, 3)).replace("21.0", "-21.0");
    assertThatThrownBy(() -> ResultFile.parse("r.json", text))
        .hasMessageContaining("memory-ratio = -21.0 is outside its range: expected 0.0 to ∞");
  }

  @Test
  void aTornFileIsRefused() {
    String whole = ResultFile.write(result(1, 2, 3));
    assertThatThrownBy(() -> ResultFile.parse("r.json", whole.substring(0, whole.length() / 2)))
        .isInstanceOf(ResultFileException.class);
    assertThatThrownBy(() -> ResultFile.parse("r.json", whole + "{}"))
        .isInstanceOf(ResultFileException.class);
    assertThatThrownBy(() -> ResultFile.parse("r.json", "null"))
        .isInstanceOf(ResultFileException.class);
  }

  @Test
  void aStoredResultIsNeverOverwritten(@TempDir Path folder) throws Exception {
    Path file = ResultFile.store(folder, result(1, 2, 3));

    assertThat(folder.relativize(file))
        .hasToString("cut-cross-entropy/large-head-20260314T041000Z-89570d7.json");
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> ResultFile.store(folder, result(4, 5, 6)))
        .hasMessageContaining("is not overwritten");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void aVerdictNeedsThreeSeeds() {
    assertThat(result(1, 2, 3).rung()).isEqualTo(Rung.SMALL_SCALE);
    assertThat(result(1, 2).rung()).isEqualTo(Rung.FORMULA_AGREES);
    Result two = result(1, 2);
    String text = ResultFile.write(two).replace("\"inconclusive\"", "\"agrees\"");
    assertThatThrownBy(() -> ResultFile.parse("r.json", text))
        .hasMessageContaining("follows 'claim inconclusive at small scale' (2 of 3 seeds ran.)");
  }

  @Test
  void aVerdictThatDoesNotFollowFromItsFiguresIsRefused() {
    String text = ResultFile.write(result(1, 2, 3));
    assertThat(text).contains("\"outcome\" : \"agrees\"");
    assertThatThrownBy(() ->
            ResultFile.parse(
                "r.json", text.replace("\"outcome\" : \"agrees\"", "\"outcome\" : \"disagrees\"")))
        .hasMessageContaining("from the conditions of task large-head");
  }

  @Test
  void aFigureThatIsNotTheMeanOfItsSeedsIsRefused() {
    String text = ResultFile.write(result(1, 2, 3)).replace("\"value\" : 22.0", "\"value\" : 23.0");
    assertThatThrownBy(() -> ResultFile.parse("r.json", text))
        .hasMessageContaining("are not those of its runs: look at [memory-ratio]");
  }

  @Test
  void aRuleInOtherWordsThanItsConditionsIsRefused() {
    String text = ResultFile.write(result(1, 2, 3)).replace("lies above 10", "lies above 5");
    assertThatThrownBy(() -> ResultFile.parse("r.json", text))
        .hasMessageContaining("states a rule in other words than its conditions");
  }

  @Test
  void anIntervalOfThreeValuesIsStudents() {
    Estimate estimate = Estimate.of(List.of(1.0, 2.0, 3.0)); // standard error 1/√3, t = 4.303
    assertThat(estimate.value()).isEqualTo(2.0);
    assertThat(requireNonNull(estimate.interval()).low())
        .isCloseTo(2 - 4.303 / Math.sqrt(3), offset(1e-12));
    assertThat(Estimate.of(List.of(5.0)).interval()).isNull();
  }
}
