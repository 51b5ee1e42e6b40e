package org.offprint.lab.task;

import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.methods.estimate.BinnedEntropy;
import org.offprint.methods.estimate.DiffusionSpectralEntropy;

/// Does diffusion spectral entropy of features rise while a classifier learns?
public final class SpectralEntropyDigits implements Experiment {
  private static final Task TASK =
      Task.named("spectral-entropy-digits", "Spectral entropy of features while digits are learned")
          .dataset(
              "MNIST, its 10,000 test images, averaged to 14 × 14", Digits.IMAGES, Digits.LABELS)
          .split("1,000 for training, 500 whose features are measured, by the seed")
          .baseline("classic Shannon entropy of the same features, 2 bins a dimension")
          .protocol(
              TrainedFeatures.PROTOCOL
                  + "The rise is the entropy after 60 epochs less that before training. Shown and not judged: the rise with shuffled labels.")
          .seeds(5)
          .metrics(
              Metric.difference(
                  "rise", "entropy after training less that before", "bits", Direction.HIGHER),
              Metric.amount("entropy", "entropy after training", "bits", Direction.HIGHER),
              Metric.share("accuracy", "accuracy on the test images", Direction.HIGHER))
          .agreesWhen(Condition.above("rise", 0))
          .claim(Claims.of("2312.04823", 1));

  @Override
  public String method() {
    return "diffusion-spectral-entropy";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    var measure = DiffusionSpectralEntropy.standard();
    var classic = BinnedEntropy.standard();
    TrainedFeatures right = TrainedFeatures.of(seed, false, lab);
    TrainedFeatures shuffled = TrainedFeatures.of(seed, true, lab);
    double[] ours = right.each(measure::of);
    double[] theirs = right.each(classic::of);
    double[] overfit = shuffled.each(measure::of);
    return new Trial()
        .both("rise", TrainedFeatures.rise(ours), TrainedFeatures.rise(theirs))
        .both("entropy", ours[ours.length - 1], theirs[theirs.length - 1])
        .ours("accuracy", right.test())
        .other("shuffled labels", "rise", TrainedFeatures.rise(overfit))
        .other("shuffled labels", "accuracy", shuffled.test())
        .curve("right labels", "epochs", "entropy in bits", right.x(), ours, theirs);
  }
}
