package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;

/// Does a correctness-aware calibrator keep up with one temperature on images with twice the noise
/// that it was fitted on?
public final class CalibrationUnderDrift implements Experiment {

  private static final double TEST_NOISE = 0.6;
  private static final Task TASK =
      Task.named(
              "calibration-under-drift",
              "Calibration on images with twice the noise that it was fitted on")
          .dataset(
              "MNIST, its 10,000 test images, averaged to 14 × 14, with pixel noise",
              Digits.IMAGES,
              Digits.LABELS)
          .split("300 for the classifier, 500 for the calibrators, 1,000 for the test, by the seed")
          .baseline("temperature scaling: one temperature of least cross-entropy")
          .protocol(
              CalibratedDigits.PROTOCOL
                  + "The test images have noise of deviation 0.6, twice that of all others. Keeping up means at most one percentage point more calibration error.")
          .seeds(10)
          .metrics(CalibrationInDistribution.METRICS)
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
