package org.offprint.methods.loss;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Orthogonal projection loss: features of one class to cosine 1, features of different classes to cosine 0.
///
///     z_i = f_i / max(‖f_i‖₂, 1e-12)
///     s   = Σ z_i · z_j over ordered pairs i ≠ j of one class / (their number + 1e-6)
///     d   = Σ z_i · z_j over pairs of different classes / (their number + 1e-6)
///     loss = (1 − s) + γ |d|;  train on CE + λ loss, λ = 1 in the authors' README
///
/// Shapes: features (B, D) floating; labels (B) int64, equal numbers being one class; returns a scalar.
/// Range: 0 to 2 + γ, lower is better; −γ is possible with {@link Variant#SIGNED_MEAN}. Without a pair of one class s is 0, without a pair of
/// different ones d is 0, so a batch of one or of none has the constant loss 1 with no gradient.
/// Source: Ranasinghe et al., Orthogonal Projection Loss, ICCV 2021, arXiv:2103.14021, equations 3 to 5.
/// Differs from the source: nothing by default. The authors' files compute three different things under the one name; all are here. On
/// features after a ReLU no cosine is negative and the three agree.
/// Throws: IllegalArgumentException if shapes or types do not fit; from the constructor, if γ < 0.
@Source(paper = "arXiv:2103.14021", equation = "3 to 5")
public record OrthogonalProjectionLoss(double gamma, Variant variant) implements FeatureLoss {
  private static final double COUNT = 1e-6;

  /// What is charged for cosines between classes.
  public enum Variant {
    /// |mean d|, the paper's.
    ABSOLUTE_MEAN,
    /// mean |d|, of the authors' CIFAR file.
    MEAN_ABSOLUTE,
    /// mean d, of the authors' root file: it rewards features that point in opposite directions.
    SIGNED_MEAN
  }

  public OrthogonalProjectionLoss {
    Shapes.require("gamma", gamma, gamma >= 0 && Double.isFinite(gamma), "a number ≥ 0");
  }

  /// γ = 0.5, the paper's form.
  public static OrthogonalProjectionLoss standard() {
    return new OrthogonalProjectionLoss(0.5, Variant.ABSOLUTE_MEAN);
  }

  /// The loss and the two means it is made of, for watching them in training.
  public record Parts(Tensor loss, Tensor sameClass, Tensor otherClass) {}

  @Override
  public Tensor apply(Tensor features, Tensor labels) {
    return parts(features, labels).loss();
  }

  public Parts parts(Tensor features, Tensor labels) {
    Shapes.requireType("features", features, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireRank("features", features, 2, "(B, D)");
    Shapes.requireType("labels", labels, Type.INT64);
    Shapes.requireRank("labels", labels, 1, "(B)");
    Shapes.requireSize("labels", labels, 0, features.size(0), "in features");

    Type type = features.type();
    Tensor z = features.div(features.norm(-1, true).clampMin(1e-12));
    Tensor cosines = z.matmul(z.transpose(0, 1));
    Tensor same = labels.unsqueeze(1).isEqual(labels.unsqueeze(0)).to(type);
    Tensor pairs = same.sub(Tensor.eye(labels.size(0), type));
    Tensor others = same.neg().add(1);

    Tensor s = cosines.mul(pairs).sum().div(pairs.sum().add(COUNT));
    Tensor counted = variant == Variant.MEAN_ABSOLUTE ? cosines.abs() : cosines;
    Tensor mean = counted.mul(others).sum().div(others.sum().add(COUNT));
    Tensor d = variant == Variant.ABSOLUTE_MEAN ? mean.abs() : mean;
    return new Parts(s.neg().add(1).add(d.mul(gamma)), s, d);
  }
}
