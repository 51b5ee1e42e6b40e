package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;

/// Does a mean teacher that follows both directions of the cross-entropy adapt better than one that
/// follows the usual one?
public final class SymmetricMeanTeacher implements Experiment {
  private static final Task TASK =
      Task.named("symmetric-mean-teacher", "A mean teacher on digits whose corruption changes")
          .dataset(
              "MNIST, the 10,000 test images averaged to 14 × 14 pixels; corruptions made by us",
              Digits.IMAGES,
              Digits.LABELS)
          .split(DriftingDigits.SPLIT)
          .baseline("the same mean teacher with cross-entropy")
          .protocol(
              DriftingDigits.PROTOCOL
                  + """
                  Neither the contrastive part nor the replay of source images is used here, so that the two differ in the consistency loss alone:
                  alpha = 1/2 against alpha = 0. Shown beside them: the network as it is, and with batch statistics alone.
                  """)
          .seeds(6)
          .metrics(
              Metric.difference(
                  "error-change",
                  "error less that of the mean teacher with cross-entropy",
                  "points",
                  Direction.LOWER),
              Metric.percent("error", "classification error over the stream", Direction.LOWER))
          .agreesWhen(Condition.below("error-change", 0))
          .claim(Claims.of("2211.13081", 1));

  @Override
  public String method() {
    return "symmetric-cross-entropy";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = DriftingDigits.settings();
    settings.put("alpha", "0.5; baseline 0");
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    DriftingDigits digits = new DriftingDigits(seed, lab);
    DriftingDigits.Errors ours = digits.meanTeacher("symmetric", 0.5, 0, 0);
    DriftingDigits.Errors theirs = digits.meanTeacher("cross-entropy", 0, 0, 0);
    return new Trial()
        .paired("error", "error-change", ours.mean(), theirs.mean())
        .other("not adapted", "error", digits.unadapted(false).mean())
        .other("batch statistics", "error", digits.unadapted(true).mean())
        .curve(
            "along the stream",
            "corruption, in the order of the stream",
            "error in %",
            digits.places(),
            ours.each(),
            theirs.each());
  }
}
