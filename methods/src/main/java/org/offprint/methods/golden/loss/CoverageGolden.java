package org.offprint.methods.golden.loss;

import java.util.List;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.loss.CoverageLoss;
import org.offprint.methods.loss.PassAtN;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Direct coverage optimisation: the factor from p near 0 to p near 1, a batch of sequences, the
/// gradient, the estimator and the best policies.
final class CoverageGolden implements Golden {
  /// The reference takes ln(1 − x), which keeps nothing of an x below the rounding of 1.
  private static final double ROUNDED_AWAY = Math.ulp(1.0) / Node.TOLERANCE;

  @Override
  public Entry entry() {
    return new Entry(
        17,
        "2502.07154",
        "direct-coverage-optimisation",
        List.of(CoverageLoss.class, PassAtN.class),
        "The step-wise form for proofs and the form for chains of thought are this loss with another p, which the caller supplies as ln p. "
            + "Refilling a batch with examples whose factor is above a threshold is left to the data loader: Sequences has the factors.");
  }

  @Override
  public void check(Node file) {
    for (Node one : file.at("factor_table").list()) {
      long samples = one.at("N").integer();
      double logProb = logProb(one);
      double factor = CoverageLoss.factor(logProb, samples);
      one.at("F").expect(factor);
      if (one.has("F_exact")) {
        one.at("F_exact").expect(factor);
      }
      if (one.has("loss")) {
        double loss = CoverageLoss.loss(logProb, samples);
        one.at("loss").expectOnScale(ROUNDED_AWAY, loss);
      }
      if (one.has("ce")) {
        one.at("ce").expect(CoverageLoss.loss(logProb, 1));
      }
    }
    checkBatch(file.at("batch"));
    for (Node one : file.at("gradient_identity").list()) {
      Tensor logits = one.at("logits").tensor().unsqueeze(0).requireGradient();
      new CoverageLoss(one.at("N").integer())
          .apply(logits, Tensor.of(new long[] {one.at("label").integer()}, 1))
          .backward();
      one.at("grad").expect(Golds.gradient(logits));
    }
    for (Node one : file.at("pass_at_n").list()) {
      one.at("value")
          .expect(
              PassAtN.estimate(
                  one.at("n").integer(), one.at("c").integer(), one.at("k").integer()));
    }
    Node optimal = file.at("optimal_policy");
    double[] answers = optimal.at("answer_probabilities").numbers();
    for (Node one : optimal.at("rows").list()) {
      long samples = one.at("N").integer();
      double[] policy = PassAtN.bestPolicy(answers, samples);
      one.at("policy").expect(policy);
      one.at("coverage").expect(PassAtN.coverage(answers, policy, samples));
      one.at("coverage_of_calibrated_policy").expect(PassAtN.coverage(answers, answers, samples));
    }
  }

  /// The file writes ln p beside p, and as text where p is 0.
  private static double logProb(Node one) {
    double p = one.at("p").number();
    Node logP = one.at("log_p");
    if (logP.isText() && !logP.isNumber()) {
      logP.text();
      return Math.log(p);
    }
    return logP.number();
  }

  private static void checkBatch(Node batch) {
    Tensor logits = batch.at("logits").tensor();
    Tensor labels = batch.at("labels").longTensor();
    int ignoreIndex = batch.at("ignore_index").integer();
    for (Node one : batch.at("cases").list()) {
      var loss = new CoverageLoss(one.at("N").integer(), ignoreIndex, Reduction.MEAN);
      var sequences = loss.sequences(logits, labels);
      one.at("sequence_log_prob").expect(sequences.logProbs());
      one.at("counts").expect(sequences.tokens().to(Type.INT64).toLongs());
      one.at("factor").expect(sequences.factors());
      one.at("reweighted_ce_mean").expect(sequences.reweighted());
      one.at("dco_loss").expect(sequences.each());
    }
  }
}
