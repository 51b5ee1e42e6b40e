package org.offprint.methods.golden.loss;

import java.util.List;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.loss.AldrLoss;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.loss.LdrLoss;
import org.offprint.methods.loss.LdrLoss.Scale;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.loss.ReleasedAldrLoss;
import org.offprint.methods.tensor.Tensor;

/// LDR-KL with its identity and both limits, ALDR-KL as released over two calls, and its exact
/// worst case.
final class LdrGolden implements Golden {
  @Override
  public Entry entry() {
    return new Entry(
        16,
        "2112.14869",
        "ldr-loss",
        List.of(LdrLoss.class, AldrLoss.class, ReleasedAldrLoss.class),
        "The file has no gradients: they are held to finite differences by the contract test. The released softplus branch of ALDR-KL is in no case.");
  }

  @Override
  public void check(Node file) {
    Tensor logits = file.at("logits").tensor();
    Tensor labels = file.at("labels").longTensor();
    for (Node one : file.at("ldr_kl").list()) {
      LdrLoss loss = rows(one.at("lam").number(), one.at("margin").number());
      one.at("rows").expect(loss.apply(logits, labels));
      one.at("code_rows").expect(loss.withScale(Scale.SOFTPLUS_MEAN).apply(logits, labels));
    }
    Tensor identity = rows(1, 0).apply(logits, labels).add(Math.log(logits.size(1)));
    file.at("cross_entropy_rows").expect(identity);
    file.at("cross_entropy_rows")
        .expect(new CrossEntropy(-100, null, Reduction.NONE).apply(logits, labels));
    file.at("crammer_singer_rows").expect(rows(0, 1).apply(logits, labels));
    checkLimit(file.at("small_lambda"), 0, logits, labels);
    checkLimit(file.at("large_lambda"), Double.POSITIVE_INFINITY, logits, labels);
    for (Node one : file.at("aldr_code").list()) {
      checkReleased(one, logits, labels);
    }
    for (Node one : file.at("aldr_fixed_point").list()) {
      var optimum =
          AldrLoss.solve(
              one.at("delta").tensor().unsqueeze(0),
              one.at("lam0").number(),
              one.at("a0").number());
      one.at("value").expect(optimum.value());
      one.at("lam").expect(optimum.lambda());
      one.at("kl").expect(optimum.kl());
    }
  }

  private static LdrLoss rows(double lambda, double margin) {
    return new LdrLoss(lambda, margin).withReduction(Reduction.NONE);
  }

  private static void checkLimit(Node node, double limit, Tensor logits, Tensor labels) {
    double margin = node.at("margin").number();
    node.at("rows").expect(rows(node.at("lam").number(), margin).apply(logits, labels));
    node.at("limit").expect(rows(limit, margin).apply(logits, labels));
  }

  private static void checkReleased(Node one, Tensor logits, Tensor labels) {
    int examples = Math.toIntExact(labels.size(0));
    var loss =
        new ReleasedAldrLoss(
            examples,
            one.at("lam0").number(),
            one.at("alpha").number(),
            one.at("margin").number(),
            false);
    for (String call : List.of("first_call", "second_call")) {
      var step = loss.step(logits, labels, Tensor.range(examples));
      one.at(call).at("loss").expect(step.loss());
      one.at(call).at("lam").expect(step.lambda());
      one.at(call).at("kl").expect(step.kl());
    }
  }
}
