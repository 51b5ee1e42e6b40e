package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;

/// Does a correctness-aware calibrator keep up with one temperature on images like those it was
/// fitted on?
public final class CalibrationInDistribution implements Experiment {
  static final Metric[] METRICS = {
    Metric.difference(
        "ece-difference",
        "expected calibration error, less that of temperature scaling",
        "%",
        Direction.LOWER),
    Metric.percent("ece", "expected calibration error", Direction.LOWER),
    Metric.difference(
        "auroc-difference",
        "area under the curve of confidence for correctness, less that of temperature scaling",
        "1",
        Direction.HIGHER),
    Metric.share("auroc", "area under the curve of confidence for correctness", Direction.HIGHER),
    Metric.share("brier", "Brier score of the top class", Direction.LOWER),
    Metric.share("accuracy", "accuracy of the classifier", Direction.EQUAL)
  };

  private static final double TEST_NOISE = 0.3;
  private static final Task TASK =
      Task.named("calibration-in-distribution", "Calibration on images like those it was fitted on")
          .dataset(
              "MNIST, its 10,000 test images, averaged to 14 × 14, with pixel noise",
              Digits.IMAGES,
              Digits.LABELS)
          .split("300 for the classifier, 500 for the calibrators, 1,000 for the test, by the seed")
          .baseline("temperature scaling: one temperature of least cross-entropy")
          .protocol(
              CalibratedDigits.PROTOCOL
                  + "The test images have the same noise of 0.3. Keeping up means at most one percentage point more calibration error.")
          .seeds(10)
          .metrics(METRICS)
          .agreesWhen(Condition.below("ece-difference", 1))
          .claim(Claims.of("2404.13016", 1));

  @Override
  public String method() {
    return "correctness-aware-calibration";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    return CalibratedDigits.settings(TEST_NOISE);
  }

  @Override
  public Trial run(long seed, Lab lab) {
    return CalibratedDigits.trial(CalibratedDigits.run(seed, TEST_NOISE, lab));
  }
}
