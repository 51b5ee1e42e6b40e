package org.offprint.methods.golden.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.loss.DiceLoss;
import org.offprint.methods.loss.DiceLoss.Form;
import org.offprint.methods.loss.FocalLoss;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.loss.TverskyLoss;
import org.offprint.methods.tensor.Tensor;

/// Dice, Tversky and focal losses: the paper's forms, the sets, what the authors' file computes,
/// gradients. The parameters of a form stand in its key.
final class DiceGolden implements Golden {
  private static final Pattern PARAMETER = Pattern.compile("(alpha|beta|gamma)=([-+.\\deE]+)");

  @Override
  public Entry entry() {
    return new Entry(
        8,
        "1911.02855",
        "dice-loss",
        List.of(DiceLoss.class, TverskyLoss.class, FocalLoss.class),
        "The authors' mining of hard examples is left out: the released branch has an operator-precedence slip and no other source says what was meant.");
  }

  @Override
  public void check(Node file) {
    Tensor logits = file.at("logits").tensor();
    Tensor labels = file.at("labels").longTensor();
    Tensor binaryLogits = file.at("binary_logits").tensor();
    Tensor binaryLabels = file.at("binary_labels").tensor();
    file.at("probabilities").expect(logits.softmax(-1));

    for (Map.Entry<String, Node> one : file.at("paper_forms").entries().entrySet()) {
      one.getValue().expect(paperForm(one.getKey(), logits, labels));
    }
    for (Node one : file.at("reference_code_forms").list()) {
      var loss =
          new DiceLoss(
              one.at("smooth").number(),
              one.at("alpha").number(),
              one.at("square_denominator").truth(),
              Form.RELEASED);
      one.at("multiclass").expect(loss.apply(logits, labels));
      one.at("binary").expect(loss.binary(binaryLogits, binaryLabels, null));
    }
    Node masked = file.at("binary_masked_smooth1");
    masked
        .at("value")
        .expect(DiceLoss.standard().binary(binaryLogits, binaryLabels, masked.at("mask").tensor()));

    Tensor z = binaryLogits.copy().requireGradient();
    new DiceLoss(1, 0.01, true, Form.RELEASED).binary(z, binaryLabels, null).backward();
    file.at("grad_binary_smooth1_square_alpha001")
        .expectWithin(Golds.CENTRAL_DIFFERENCE, Golds.gradient(z));
    Tensor x = logits.copy().requireGradient();
    DiceLoss.standard().apply(x, labels).backward();
    file.at("grad_set_dice_mean_over_classes")
        .expectWithin(Golds.CENTRAL_DIFFERENCE, Golds.gradient(x));

    for (Map.Entry<String, Node> one : file.at("focal_mean").entries().entrySet()) {
      double gamma = parameter(one.getKey(), "gamma");
      one.getValue().expect(new FocalLoss(gamma, -100, Reduction.MEAN).apply(logits, labels));
    }
    checkHard(file.at("hard_f1_identity"));
  }

  private static Tensor paperForm(String key, Tensor logits, Tensor labels) {
    double gamma = parameter(key, "gamma");
    if (key.contains("tversky")) {
      return new TverskyLoss(parameter(key, "alpha"), parameter(key, "beta"), gamma, -100)
          .each(logits, labels);
    }
    if (key.startsWith("soft dice over the batch")) {
      return new DiceLoss(gamma, 0, false, Form.SET).each(logits, labels);
    }
    if (key.startsWith("paper dl (squared denominator)")) {
      return new DiceLoss(gamma, 0, true, Form.ELEMENT).each(logits, labels);
    }
    if (key.startsWith("paper dsc")) {
      return new DiceLoss(gamma, parameter(key, "alpha"), false, Form.ELEMENT).each(logits, labels);
    }
    throw new IllegalArgumentException("the form '%s' is not known".formatted(key));
  }

  private static double parameter(String key, String name) {
    Matcher matcher = PARAMETER.matcher(key);
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        return Double.parseDouble(matcher.group(2));
      }
    }
    throw new IllegalArgumentException("'%s' does not say its %s".formatted(key, name));
  }

  /// Decisions and truths with these counts.
  private static void checkHard(Node node) {
    int tp = node.at("tp").integer();
    int fp = node.at("fp").integer();
    int fn = node.at("fn").integer();
    double[] predicted = new double[tp + fp + fn];
    double[] truth = new double[tp + fp + fn];
    Arrays.fill(predicted, 0, tp + fp, 1);
    Arrays.fill(truth, 0, tp, 1);
    Arrays.fill(truth, tp + fp, tp + fp + fn, 1);
    double dice =
        new DiceLoss(0, 0, false, Form.SET)
            .ofProbs(Tensor.of(predicted, predicted.length), Tensor.of(truth, truth.length))
            .value();
    node.at("dice").expect(dice);
    node.at("f1").expect(1 - dice);
  }
}
