package org.offprint.methods.golden.loss;

import java.util.List;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.loss.OrthogonalProjectionLoss;
import org.offprint.methods.loss.OrthogonalProjectionLoss.Variant;
import org.offprint.methods.tensor.Tensor;

/// Orthogonal projection loss: the three variants with gradients, and the edges.
final class OrthogonalProjectionGolden implements Golden {
  @Override
  public Entry entry() {
    return new Entry(
        15,
        "2103.14021",
        "orthogonal-projection-loss",
        List.of(OrthogonalProjectionLoss.class),
        "");
  }

  @Override
  public void check(Node file) {
    Tensor features = file.at("features").tensor();
    Tensor labels = file.at("labels").longTensor();
    for (Node one : file.at("cases").list()) {
      var loss =
          new OrthogonalProjectionLoss(one.at("gamma").number(), variant(one.at("variant").text()));
      Tensor x = features.copy().requireGradient();
      var parts = loss.parts(x, labels);
      one.at("loss").expect(parts.loss());
      one.at("same_class_mean").expect(parts.sameClass());
      one.at("other_class_mean").expect(parts.otherClass());
      parts.loss().backward();
      one.at("grad").expectWithin(Golds.CENTRAL_DIFFERENCE, Golds.gradient(x));
    }
    for (Node one : file.at("edge_cases").list()) {
      // The edges are of the paper's form with the γ of the authors' README, where they name none
      double gamma =
          one.has("gamma") ? one.at("gamma").number() : OrthogonalProjectionLoss.standard().gamma();
      var parts =
          new OrthogonalProjectionLoss(gamma, Variant.ABSOLUTE_MEAN)
              .parts(
                  one.has("features") ? one.at("features").tensor() : features,
                  one.at("labels").longTensor());
      one.at("loss").expect(parts.loss());
      one.at("s").expect(parts.sameClass());
      one.at("d").expect(parts.otherClass());
    }
  }

  private static Variant variant(String name) {
    return switch (name) {
      case "abs_of_mean" -> Variant.ABSOLUTE_MEAN;
      case "mean_of_abs" -> Variant.MEAN_ABSOLUTE;
      case "signed_mean" -> Variant.SIGNED_MEAN;
      default ->
          throw new IllegalArgumentException(
              "variant '%s' is not known: expected abs_of_mean, mean_of_abs or signed_mean"
                  .formatted(name));
    };
  }
}
