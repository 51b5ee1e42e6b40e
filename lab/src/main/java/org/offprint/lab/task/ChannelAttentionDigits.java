package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.methods.vision.ResidualClassifier.Activation;
import org.offprint.methods.vision.ResidualClassifier.Attention;

/// Do six numbers of channel attention make a small residual network more accurate?
public final class ChannelAttentionDigits implements Experiment {
  private static final Task TASK =
      Task.named("channel-attention-digits", "A small residual network on 300 digits")
          .dataset(
              "MNIST, the 10,000 test images averaged to 14 × 14 pixels",
              Digits.IMAGES,
              Digits.LABELS)
          .split(ResidualDigits.SPLIT)
          .baseline("the same network without attention")
          .protocol(
              ResidualDigits.PROTOCOL
                  + """
                  Ours: efficient channel attention after the last batch norm of each residual branch, with the paper's kernel size, which is 3 at
                  these widths. Shown beside it: squeeze and excitation with an eighth of the channels between. A network of this size is no
                  ResNet-50; a difference of two points is not to be expected of it.
                  """)
          .seeds(6)
          .metrics(
              Metric.difference(
                  "gain", "accuracy above that without attention", "points", Direction.HIGHER),
              Metric.percent("accuracy", "test accuracy", Direction.HIGHER),
              Metric.difference(
                  "over-squeeze-excite",
                  "accuracy above that of squeeze and excitation",
                  "points",
                  Direction.HIGHER),
              Metric.amount("parameters", "numbers that are trained", "1", Direction.LOWER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(Claims.of("1910.03151", 1));

  @Override
  public String method() {
    return "efficient-channel-attention";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    return ResidualDigits.settings();
  }

  @Override
  public Trial run(long seed, Lab lab) {
    ResidualDigits digits = new ResidualDigits(seed, lab);
    ResidualDigits.Fitted ours = digits.fit(Attention.EFFICIENT, Activation.RELU);
    ResidualDigits.Fitted theirs = digits.fit(Attention.NONE, Activation.RELU);
    ResidualDigits.Fitted squeeze = digits.fit(Attention.SQUEEZE_EXCITE, Activation.RELU);
    return new Trial()
        .paired("accuracy", "gain", ours.accuracy(), theirs.accuracy())
        .ours("over-squeeze-excite", ours.accuracy() - squeeze.accuracy())
        .both("parameters", ours.parameters(), theirs.parameters())
        .other("squeeze and excitation", "accuracy", squeeze.accuracy())
        .other("squeeze and excitation", "parameters", squeeze.parameters())
        .curve(
            "training",
            "step",
            "loss in nats",
            ResidualDigits.places(),
            ours.losses(),
            theirs.losses());
  }
}
