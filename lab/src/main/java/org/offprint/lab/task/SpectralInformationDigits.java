package org.offprint.lab.task;

import java.util.Arrays;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.methods.estimate.DiffusionSpectralMutualInformation;

/// Does spectral information with the class rise while a network generalises, and stay while it
/// overfits?
public final class SpectralInformationDigits implements Experiment {
  /// How much of the rise still counts as staying where it was.
  private static final double STAGNANT = 0.25;

  private static final Task TASK =
      Task.named(
              "spectral-information-digits",
              "Spectral information with the class, generalising and overfitting")
          .dataset(
              "MNIST, its 10,000 test images, averaged to 14 × 14", Digits.IMAGES, Digits.LABELS)
          .split("1,000 for training, 500 whose features are measured, by the seed")
          .baseline("the same training with the training labels dealt out anew among the images")
          .protocol(
              TrainedFeatures.PROTOCOL
                  + """
                  The information is between features and right labels of the test images, with 5 random subsets a class. The rise is the
                  information after 60 epochs less that before training. The paper says that it stays where it was while overfitting: here that
                  is a rise of less than a quarter of that with right labels. Accuracy on the training images says how far it overfits.
                  """)
          .seeds(10)
          .metrics(
              Metric.difference(
                  "rise", "information after training less that before", "bits", Direction.HIGHER),
              Metric.difference(
                  "overfit-share",
                  "rise while overfitting over rise while generalising",
                  "1",
                  Direction.LOWER),
              Metric.difference(
                  "information", "information after training", "bits", Direction.HIGHER),
              Metric.share("accuracy", "accuracy on the test images", Direction.HIGHER),
              Metric.share(
                  "training-accuracy",
                  "accuracy on the training images, as they were labelled",
                  Direction.HIGHER))
          .agreesWhen(Condition.above("rise", 0), Condition.below("overfit-share", STAGNANT))
          .claim(Claims.of("2312.04823", 2));

  @Override
  public String method() {
    return "diffusion-spectral-mutual-information";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    var measure = DiffusionSpectralMutualInformation.standard();
    int[] classes = TrainedFeatures.test(seed, lab).labels();
    long[] labels = Arrays.stream(classes).asLongStream().toArray();
    TrainedFeatures right = TrainedFeatures.of(seed, false, lab);
    TrainedFeatures shuffled = TrainedFeatures.of(seed, true, lab);
    double[] ours = right.each(features -> measure.of(features, labels));
    double[] overfit = shuffled.each(features -> measure.of(features, labels));
    double rise = TrainedFeatures.rise(ours);
    double overfitRise = TrainedFeatures.rise(overfit);
    return new Trial()
        .both("rise", rise, overfitRise)
        .ours("overfit-share", overfitRise / rise)
        .both("information", ours[ours.length - 1], overfit[overfit.length - 1])
        .both("accuracy", right.test(), shuffled.test())
        .both("training-accuracy", right.training(), shuffled.training())
        .curve(
            "right and shuffled labels",
            "epochs",
            "information with the class in bits",
            right.x(),
            ours,
            overfit);
  }
}
