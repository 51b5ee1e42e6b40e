package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;

/// Does the whole method, with contrast and replay, adapt better than the simpler ways?
public final class RobustMeanTeacherStream implements Experiment {
  private static final Task TASK =
      Task.named(
              "robust-mean-teacher-stream", "Digits whose corruption changes, all parts together")
          .dataset(
              "MNIST, the 10,000 test images averaged to 14 × 14 pixels; corruptions made by us",
              Digits.IMAGES,
              Digits.LABELS)
          .split(DriftingDigits.SPLIT)
          .baseline("batch norm by the statistics of each test batch, nothing learned")
          .protocol(
              DriftingDigits.PROTOCOL
                  + """
                  Ours: symmetric cross-entropy, contrast with the source prototypes (projection 32, temperature 0.1) and replay of 100 source images a
                  batch, all weights 1, the paper's. A mean teacher with cross-entropy alone is the second thing to beat. Shown beside them:
                  the network as it is, and ours without replay, for where there is no source any more.
                  """)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "error-change",
                  "error less that with batch statistics alone",
                  "points",
                  Direction.LOWER),
              Metric.percent("error", "classification error over the stream", Direction.LOWER),
              Metric.difference(
                  "error-change-teacher",
                  "error less that of a mean teacher with cross-entropy",
                  "points",
                  Direction.LOWER))
          .agreesWhen(
              Condition.below("error-change", 0), Condition.below("error-change-teacher", 0))
          .claim(Claims.of("2211.13081", 2));

  @Override
  public String method() {
    return "robust-mean-teacher";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = DriftingDigits.settings();
    settings.put("weights", "consistency 1, contrast 1, source 1");
    settings.put("temperature", "0.1");
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    DriftingDigits digits = new DriftingDigits(seed, lab);
    DriftingDigits.Errors ours = digits.meanTeacher("all parts", 0.5, 1, 1);
    DriftingDigits.Errors free = digits.meanTeacher("without replay", 0.5, 1, 0);
    DriftingDigits.Errors teacher = digits.meanTeacher("cross-entropy", 0, 0, 0);
    DriftingDigits.Errors theirs = digits.unadapted(true);
    return new Trial()
        .paired("error", "error-change", ours.mean(), theirs.mean())
        .ours("error-change-teacher", ours.mean() - teacher.mean())
        .other("not adapted", "error", digits.unadapted(false).mean())
        .other("mean teacher with cross-entropy", "error", teacher.mean())
        .other("without replay", "error", free.mean())
        .curve(
            "along the stream",
            "corruption, in the order of the stream",
            "error in %",
            digits.places(),
            ours.each(),
            theirs.each());
  }
}
