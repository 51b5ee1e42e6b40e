package org.offprint.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Outcome;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.Task;
import org.offprint.lab.task.Claims;
import org.offprint.lab.task.Datasets;
import org.offprint.lab.task.Experiment;
import org.offprint.lab.task.Lab;
import org.offprint.lab.task.Trial;

class RunnerTest {
  private static final Method METHOD = Registry.method("mirostat-1").orElseThrow();

  @TempDir Path folder;

  /// Measures a number that its seed draws; stops at one seed, as a killed process does.
  private static final class Drawing implements Experiment {
    private final List<Long> ran = new ArrayList<>();
    private long stopAt;

    @Override
    public String method() {
      return METHOD.id();
    }

    @Override
    public Task task() {
      return Task.named("drawing", "A number drawn")
          .dataset("none")
          .split("none")
          .baseline("zero")
          .protocol("Draw a number from 1 to 2.")
          .metrics(Metric.difference("gain", "gain", "1", Direction.HIGHER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(Claims.of(METHOD.paper().value(), 1));
    }

    @Override
    public Trial run(long seed, Lab lab) {
      if (seed == stopAt) {
        throw new IllegalStateException("killed");
      }
      ran.add(seed);
      lab.say("seed %d drew", seed);
      return new Trial().ours("gain", 1 + new SplittableRandom(seed).nextDouble());
    }
  }

  private Result run(Drawing drawing, String commit, Duration budget, InstantSource clock) {
    var progress =
        new ConsoleProgress(new PrintStream(OutputStream.nullOutputStream()), false, clock);
    var datasets = new Datasets(List.of(), folder.resolve("datasets"));
    return new Runner(
            Library.ofTheBuild(), datasets, progress, clock, folder.resolve("unfinished"), commit)
        .run(METHOD, drawing, 1, 3, budget);
  }

  private Result run(Drawing drawing, String commit) {
    return run(drawing, commit, Duration.ofMinutes(5), InstantSource.system());
  }

  @Test
  void aRunThatWasStoppedGoesOnWhereItWas() {
    Drawing drawing = new Drawing();
    Result whole = run(new Drawing(), "unknown");
    drawing.stopAt = 3;
    assertThatThrownBy(() -> run(drawing, "89570d7")).hasMessage("killed");
    drawing.stopAt = 0;

    Result result = run(drawing, "89570d7");

    assertThat(drawing.ran).containsExactly(1L, 2L, 3L);
    assertThat(result.figures()).isEqualTo(whole.figures());
    assertThat(result.log()).contains("seed 1 drew", "seed 2 was done before this run was stopped");
    assertThat(result.verdict().outcome()).isEqualTo(Outcome.AGREES);
  }

  @Test
  void seedsOfOtherCodeAreRunAgain() {
    Drawing drawing = new Drawing();
    for (String commit : List.of("89570d7", "89570d8", "89570d8+changes", "89570d8+changes")) {
      run(drawing, commit);
    }
    assertThat(drawing.ran).hasSize(12);
  }

  @Test
  void aStoredRunLeavesNothingUnfinished() {
    Drawing drawing = new Drawing();
    Result result = run(drawing, "89570d7");
    assertThat(folder.resolve("unfinished/mirostat-1/drawing/89570d7/seed-1.json")).exists();
    var progress =
        new ConsoleProgress(
            new PrintStream(OutputStream.nullOutputStream()), false, InstantSource.system());
    new Runner(
            Library.ofTheBuild(),
            new Datasets(List.of(), folder),
            progress,
            InstantSource.system(),
            folder.resolve("unfinished"),
            "89570d7")
        .forget(METHOD, drawing);
    assertThat(folder.resolve("unfinished/mirostat-1/drawing")).doesNotExist();
    assertThat(ResultFile.parse("again", ResultFile.write(result))).isEqualTo(result);
  }

  @Test
  void aTornSeedFileIsRunAgain() throws Exception {
    Drawing drawing = new Drawing();
    run(drawing, "89570d7");
    Path file = folder.resolve("unfinished/mirostat-1/drawing/89570d7/seed-2.json");
    Files.writeString(file, Files.readString(file).substring(0, 100));
    run(drawing, "89570d7");
    assertThat(drawing.ran).containsExactly(1L, 2L, 3L, 2L);
  }

  /// Each look at the clock is a minute later, so a seed takes one and three do not fit into two.
  @Test
  void noSeedStartsThatWouldEndAfterTheBudgetAndTheRestIsInconclusive() {
    var minutes = new java.util.concurrent.atomic.AtomicLong();
    InstantSource clock =
        () -> java.time.Instant.EPOCH.plus(Duration.ofMinutes(minutes.getAndIncrement()));
    Result result = run(new Drawing(), "unknown", Duration.ofMinutes(2), clock);
    assertThat(result.runs()).hasSize(2);
    assertThat(result.verdict().reason()).isEqualTo("2 of 3 seeds ran.");
    assertThat(result.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
  }
}
