package org.offprint.methods.golden.distill;

import java.util.List;
import org.offprint.methods.distill.MultiAspect;
import org.offprint.methods.distill.PointwiseCrossEntropy;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.tensor.Tensor;

/// Multi-aspect distillation: answers, both parts of the loss, its gradient, its floor and
/// saturated logits.
final class MultiAspectGolden implements Golden {
  @Override
  public Entry entry() {
    return new Entry(
        14,
        "2501.13341",
        "multi-aspect-distillation",
        List.of(MultiAspect.class),
        "The questions, the multimodal model that answers them and the image classifiers of the paper are not part of the library: answers are an input.");
  }

  @Override
  public void check(Node file) {
    Tensor outputs = file.at("outputs").tensor();
    Tensor labels = file.at("labels").longTensor();
    var loss = new MultiAspect(file.at("n_classes").integer(), file.at("alpha").number());
    file.at("n_aspects").expect(outputs.size(1) - loss.classes());

    Tensor aspects =
        MultiAspect.answers(file.at("yes_logits").tensor(), file.at("no_logits").tensor());
    file.at("aspect_targets").expect(aspects);
    file.at("ce").expect(loss.classLoss(outputs, labels));
    file.at("bce").expect(loss.aspectLoss(outputs, aspects, null));
    file.at("total").expect(loss.apply(outputs, labels, aspects, null));
    file.at("bce_floor_entropy_of_targets").expect(loss.floor(aspects, null));
    file.at("grad").expect(Slopes.of(o -> loss.apply(o, labels, aspects, null), outputs));

    Node saturated = file.at("saturated");
    double[] logits = saturated.at("logit").numbers();
    double[] targets = saturated.at("target").numbers();
    double[] each = new double[logits.length];
    for (int i = 0; i < each.length; i++) {
      Tensor logit = Tensor.of(new double[] {logits[i]}, 1, 1);
      Tensor target = Tensor.of(new double[] {targets[i]}, 1, 1);
      each[i] = PointwiseCrossEntropy.standard().apply(logit, target, null).value();
    }
    saturated.at("bce").expect(each);
  }
}
