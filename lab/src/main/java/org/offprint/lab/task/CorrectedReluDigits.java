package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.methods.vision.ResidualClassifier.Activation;
import org.offprint.methods.vision.ResidualClassifier.Attention;

/// Does the learned bump of CRReLU make a small residual network more accurate?
public final class CorrectedReluDigits implements Experiment {
  private static final Task TASK =
      Task.named("corrected-relu-digits", "A small residual network on 300 digits, by activation")
          .dataset(
              "MNIST, the 10,000 test images averaged to 14 × 14 pixels",
              Digits.IMAGES,
              Digits.LABELS)
          .split(ResidualDigits.SPLIT)
          .baseline("the same network with ReLU")
          .protocol(
              ResidualDigits.PROTOCOL
                  + """
                  Ours: CRReLU in every place of an activation, each with an epsilon of its own that begins at 0.01 and is trained like the rest.
                  GELU is shown beside it. A convolutional network stands in for the paper's vision transformers.
                  """)
          .seeds(6)
          .metrics(
              Metric.difference("gain", "accuracy above that of ReLU", "points", Direction.HIGHER),
              Metric.percent("accuracy", "test accuracy", Direction.HIGHER),
              Metric.difference(
                  "over-gelu", "accuracy above that of GELU", "points", Direction.HIGHER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(Claims.of("2405.12954", 1));

  @Override
  public String method() {
    return "crrelu";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = ResidualDigits.settings();
    settings.put("epsilon", "0.01 at first");
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    ResidualDigits digits = new ResidualDigits(seed, lab);
    ResidualDigits.Fitted ours = digits.fit(Attention.NONE, Activation.CRRELU);
    ResidualDigits.Fitted theirs = digits.fit(Attention.NONE, Activation.RELU);
    ResidualDigits.Fitted gelu = digits.fit(Attention.NONE, Activation.GELU);
    return new Trial()
        .paired("accuracy", "gain", ours.accuracy(), theirs.accuracy())
        .ours("over-gelu", ours.accuracy() - gelu.accuracy())
        .other("GELU", "accuracy", gelu.accuracy())
        .curve(
            "training",
            "step",
            "loss in nats",
            ResidualDigits.places(),
            ours.losses(),
            theirs.losses());
  }
}
