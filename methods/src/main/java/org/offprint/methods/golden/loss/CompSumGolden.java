package org.offprint.methods.golden.loss;

import java.util.List;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.loss.BallCorners;
import org.offprint.methods.loss.CompSumLoss;
import org.offprint.methods.loss.ProjectedAscent;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.loss.SmoothAdversarialLoss;
import org.offprint.methods.tensor.Tensor;

/// Comp-sum losses: each row with its gradient, best conditional values, the bounds, and the smooth
/// adversarial loss of a linear scorer.
final class CompSumGolden implements Golden {
  @Override
  public Entry entry() {
    return new Entry(
        4,
        "2304.07288",
        "comp-sum-losses",
        List.of(
            CompSumLoss.class,
            SmoothAdversarialLoss.class,
            ProjectedAscent.class,
            BallCorners.class),
        "The adversarial supremum is compared for a linear scorer, where corners give it exactly; projected ascent is held to it by a test. "
            + "The constants of the adversarial loss are UNCERTAIN. Minimizability gaps of restricted hypothesis sets are not computed.");
  }

  @Override
  public void check(Node file) {
    Tensor scores = file.at("scores").tensor();
    Tensor labels = file.at("labels").longTensor();
    for (Node one : file.at("cases").list()) {
      var loss = new CompSumLoss(one.at("tau").number()).withReduction(Reduction.NONE);
      Tensor logits = scores.copy().requireGradient();
      Tensor rows = loss.apply(logits, labels);
      one.at("loss_rows").expect(rows);
      rows.sum().backward();
      one.at("grad_rows").expect(Golds.gradient(logits));
    }
    for (Node one : file.at("best_conditional_loss").list()) {
      var loss = new CompSumLoss(one.at("tau").number());
      one.at("value").expect(loss.bestConditional(one.at("p").numbers()));
    }
    for (Node one : file.at("transform").list()) {
      var loss = new CompSumLoss(one.at("tau").number());
      int classes = one.at("n").integer();
      double least = loss.leastSurrogateRegret(one.at("beta").number(), classes);
      one.at("T").expect(least);
      one.at("gamma_upper_at_T").expect(loss.largestZeroOneRegret(least, classes));
    }
    checkAdversarial(file.at("smooth_adversarial"));
  }

  private static void checkAdversarial(Node node) {
    Tensor weights = node.at("W").tensor().transpose(0, 1);
    Tensor x = node.at("x").tensor().unsqueeze(0);
    Tensor label = Tensor.of(new long[] {node.at("label").integer()}, 1);
    var corners = new BallCorners(node.at("linf_radius").number());
    double nu = node.at("nu").number();
    double rho = node.at("rho").number();
    node.at("margins").expect(SmoothAdversarialLoss.margins(x.matmul(weights), label));
    for (Node one : node.at("cases").list()) {
      var loss = new SmoothAdversarialLoss(one.at("tau").number(), rho, nu, corners);
      var parts = loss.parts(input -> input.matmul(weights), x, label);
      one.at("clean_term").expect(parts.clean());
      one.at("smooth_term").expect(parts.smooth());
      one.at("total").expect(parts.total());
    }
  }
}
