package org.offprint.methods.golden.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.loss.EarthMoverDistance;
import org.offprint.methods.loss.EarthMoverLoss;
import org.offprint.methods.loss.EarthMoverLoss.Leading;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Earth mover distance optimisation: every mode with its terms and gradient, and the bound beside
/// the distance itself.
final class EarthMoverGolden implements Golden {
  /// Two solvers of a linear program agree as far as the looser one lets constraints be missed.
  private static final double LINEAR_PROGRAM = 1e-7;

  @Override
  public Entry entry() {
    return new Entry(
        27,
        "2310.04691",
        "earth-mover-loss",
        List.of(EarthMoverLoss.class, EarthMoverDistance.class),
        "The paper's MAUVE tables are not part of the specification. The bound is no distance: it is not 0 for equal soft distributions.");
  }

  @Override
  public void check(Node file) {
    Tensor embedding = file.at("embedding").tensor();
    Tensor logits = file.at("logits").tensor();
    Tensor labels = file.at("labels(already shifted)").longTensor();
    int ignoreIndex = file.at("ignore_index").integer();
    for (Map.Entry<String, Node> mode : file.at("modes").entries().entrySet()) {
      checkMode(mode.getValue(), loss(mode.getKey(), ignoreIndex), logits, labels, embedding);
    }
    checkDistance(file.at("distance"), logits, embedding);
  }

  private static EarthMoverLoss loss(String mode, int ignoreIndex) {
    return switch (mode) {
      case "emo1_adaptive", "emo1_fixed" -> new EarthMoverLoss(Leading.MLE, false, ignoreIndex);
      case "emo2_adaptive", "emo2_fixed" -> new EarthMoverLoss(Leading.EMO, false, ignoreIndex);
      case "language_modeling_emo" -> new EarthMoverLoss(Leading.MLE, true, ignoreIndex);
      default -> throw new IllegalArgumentException("the mode '%s' is not known".formatted(mode));
    };
  }

  private static void checkMode(
      Node node, EarthMoverLoss loss, Tensor logits, Tensor labels, Tensor embedding) {
    Tensor x = logits.copy().requireGradient();
    Tensor value = loss.apply(x, labels, embedding);
    node.at("loss").expect(value);
    value.backward();
    node.at("grad_wrt_logits").expect(Golds.gradient(x));
    // The file gives an ignored place the label 0, and then an mle of 0
    Tensor ignored = labels.isEqual(loss.ignoreIndex());
    var parts = loss.parts(logits, labels.maskedFill(ignored, 0), embedding);
    node.at("mle_per_position").expect(parts.mle().maskedFill(ignored, 0));
    node.at("emo_per_position(before mask)").expect(parts.emo());
  }

  private static void checkDistance(Node node, Tensor logits, Tensor embedding) {
    Tensor q = logits.select(0, 0).softmax(-1);
    node.at("Q").expect(q);
    double[] one = new double[Math.toIntExact(q.count())];
    one[node.at("one_hot_target").integer()] = 1;
    Tensor oneHot = Tensor.of(one, one.length);
    Tensor soft = node.at("soft_target").tensor();
    double[][] cost = cost(embedding);
    node.at("demd_one_hot").expect(EarthMoverLoss.distance(oneHot, q, embedding));
    node.at("exact_emd_one_hot")
        .expectWithin(LINEAR_PROGRAM, EarthMoverDistance.of(one, q.toDoubles(), cost));
    node.at("demd_soft").expect(EarthMoverLoss.distance(soft, q, embedding));
    node.at("exact_emd_soft")
        .expectWithin(LINEAR_PROGRAM, EarthMoverDistance.of(soft.toDoubles(), q.toDoubles(), cost));
    node.at("demd_of_identical_soft").expect(EarthMoverLoss.distance(soft, soft, embedding));
  }

  /// 1 − cosine of all pairs: the bound between two single tokens.
  private static double[][] cost(Tensor embedding) {
    long tokens = embedding.size(0);
    Tensor eye = Tensor.eye(tokens, Type.FLOAT64);
    double[][] cost = new double[Math.toIntExact(tokens)][];
    Arrays.setAll(
        cost,
        i ->
            EarthMoverLoss.distance(
                    eye.select(0, i).unsqueeze(0).expand(tokens, tokens), eye, embedding)
                .toDoubles());
    return cost;
  }
}
