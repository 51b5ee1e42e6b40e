package org.example.gce;

import java.util.List;
import org.offprint.lab.plugin.PaperPlugin;
import org.offprint.lab.task.Experiment;
import org.offprint.methods.golden.Node;
import org.offprint.methods.tensor.Tensor;

/// Ties the paper's code together. Named in META-INF/services.
public final class GcePlugin implements PaperPlugin {
  @Override
  public void check(Node golden) {
    for (Node one : golden.at("cases").list()) {
      Tensor logits = one.at("logits").tensor().requireGradient();
      var loss = new GeneralisedCrossEntropy(one.at("q").number());
      Tensor value = loss.apply(logits, one.at("labels").longTensor());
      one.at("loss").expect(value);
      value.backward();
      one.at("gradient").expect(logits.gradient());
    }
  }

  @Override
  public String limits() {
    return "The truncated form of section 3.3 is left out.";
  }

  @Override
  public List<Experiment> experiments() {
    return List.of(new NoisyDigits());
  }
}
