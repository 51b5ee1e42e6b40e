package org.offprint.methods.loss;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Symmetric cross-entropy of a student with a teacher: the usual direction and the reverse one, whose gradient does not die where the student is
/// far from the teacher.
///
///     p = softmax(student), q = softmax(teacher)
///     SCE = −(1 − α) Σ_c q_c ln p_c − α Σ_c p_c ln q_c;  mean over the entries
///
/// Shapes: student and teacher (…, C) floating, equal; returns a scalar, or (…) unreduced.
/// Range: nats, ≥ 0, lower is better; not 0 where both agree, but their entropy. Finite at |logit| = 100. An empty batch has the mean NaN and the sum 0.
/// Source: Döbler, Marsden and Yang, Robust Mean Teacher for Continual and Gradual Test-Time Adaptation, CVPR 2023, arXiv:2211.13081, equation 2; after
/// Wang et al., arXiv:1908.06112.
/// Differs from the source: nothing. The gradient reaches the teacher as well; a mean teacher detaches it.
/// Throws: IllegalArgumentException if shapes or types differ; from the constructor, if α is outside [0, 1].
@Source(paper = "arXiv:2211.13081", equation = "2")
public record SymmetricCrossEntropy(double alpha, Reduction reduction) {
  public SymmetricCrossEntropy {
    Shapes.require("alpha", alpha, alpha >= 0 && alpha <= 1, "a share in [0, 1]");
  }

  /// α = 1/2, the mean.
  public static SymmetricCrossEntropy standard() {
    return new SymmetricCrossEntropy(0.5, Reduction.MEAN);
  }

  public SymmetricCrossEntropy withAlpha(double alpha) {
    return new SymmetricCrossEntropy(alpha, reduction);
  }

  public Tensor apply(Tensor student, Tensor teacher) {
    Shapes.requireType("student", student, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireType("teacher", teacher, student.type());
    Shapes.requireEqual("teacher", teacher, "student", student);
    Tensor logP = student.logSoftmax(-1);
    Tensor logQ = teacher.logSoftmax(-1);
    Tensor usual = logQ.exp().mul(logP).sum(-1, false);
    Tensor reverse = logP.exp().mul(logQ).sum(-1, false);
    Tensor each = usual.mul(alpha - 1).sub(reverse.mul(alpha));
    return switch (reduction) {
      case MEAN -> each.mean();
      case SUM -> each.sum();
      case NONE -> each;
    };
  }
}
