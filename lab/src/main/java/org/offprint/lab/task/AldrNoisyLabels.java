package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;

/// Is a loss that softens itself for doubtful examples better when labels are wrong?
public final class AldrNoisyLabels implements Experiment {
  private static final Task TASK =
      Task.named("aldr-noisy-labels", "Digits with wrong labels, softening doubtful ones")
          .dataset(
              "MNIST, the 10,000 test images averaged to 7 × 7 pixels; wrong labels made by us",
              Digits.IMAGES,
              Digits.LABELS)
          .split(NoisyLabels.SPLIT)
          .baseline("cross-entropy, its learning rate chosen in the same way")
          .protocol(
              NoisyLabels.PROTOCOL
                  + """
                  ALDR in the form of the authors' code: softplus, a temperature kept for each example, alpha 2. Shown beside it: generalised
                  cross-entropy with q = 0.7 at rate 0.1, another loss made for wrong labels, with nothing chosen.
                  """)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "gain", "accuracy above that of cross-entropy", "points", Direction.HIGHER),
              Metric.percent("accuracy", "test accuracy", Direction.HIGHER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(Claims.of("2112.14869", 1));

  @Override
  public String method() {
    return "aldr-kl";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = NoisyLabels.settings();
    settings.put("alpha", "2");
    settings.put("q", "0.7");
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    NoisyLabels study = new NoisyLabels(seed, lab);
    return new Trial()
        .paired("accuracy", "gain", study.aldr(), study.crossEntropy())
        .other("generalised cross-entropy", "accuracy", study.generalised());
  }
}
