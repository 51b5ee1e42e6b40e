package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;

/// Is cross-entropy with a searched temperature and a margin better when labels are wrong?
public final class LdrNoisyLabels implements Experiment {
  private static final Task TASK =
      Task.named("ldr-noisy-labels", "Digits with wrong labels, settings chosen on wrong labels")
          .dataset(
              "MNIST, the 10,000 test images averaged to 7 × 7 pixels; wrong labels made by us",
              Digits.IMAGES,
              Digits.LABELS)
          .split(NoisyLabels.SPLIT)
          .baseline("cross-entropy, its learning rate chosen in the same way")
          .protocol(NoisyLabels.PROTOCOL)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "gain", "accuracy above that of cross-entropy", "points", Direction.HIGHER),
              Metric.percent("accuracy", "test accuracy", Direction.HIGHER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(Claims.of("2112.14869", 2));

  @Override
  public String method() {
    return "ldr-kl";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    return NoisyLabels.settings();
  }

  @Override
  public Trial run(long seed, Lab lab) {
    NoisyLabels study = new NoisyLabels(seed, lab);
    return new Trial().paired("accuracy", "gain", study.ldr(), study.crossEntropy());
  }
}
