package org.offprint.methods.distill;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.tensor.Tensor;

/// Knowledge distillation as it began: cross-entropy with the labels beside the divergence from the teacher's softened probabilities.
///
///     loss = (1 − λ) CE(s, y) + λ T² mean_i KL(softmax(t_i / T) ‖ softmax(s_i / T))
///
/// Shapes: student (…, C) float32 or float64; teacher the same; labels (…) int64 in 0 … C − 1 or −100; returns a scalar.
/// Range: nats, ≥ 0, lower is better. Finite at |logit| = 100 and far beyond.
/// Source: Hinton, Vinyals, Dean, Distilling the Knowledge in a Neural Network, arXiv:1503.02531, section 2; λ = 0.9, T = 2 as the baseline of arXiv:2506.12542.
/// Differs from the source: it names no one pair of weights, so λ is ours to set. Entries labelled −100 count nowhere; none left makes the loss NaN.
/// Throws: IllegalArgumentException if shapes or types do not fit or a label is no class; from the constructor, if λ ∉ [0, 1] or T is not a finite number > 0.
@Source(paper = "arXiv:1503.02531", equation = "section 2")
public record SoftTargets(double weight, double temperature) implements ClassDistillation {
  public SoftTargets {
    Shapes.require("weight", weight, weight >= 0 && weight <= 1, "a share in [0, 1]");
    Doors.requireTemperature(temperature);
  }

  public static SoftTargets standard() {
    return new SoftTargets(0.9, 2);
  }

  @Override
  public Tensor apply(Tensor student, Tensor teacher, Tensor labels) {
    Doors.requireLogits(student, teacher, labels);
    long classes = student.size(-1);
    Tensor counted = labels.reshape(-1).isNotEqual(Doors.IGNORED).positions();
    Tensor s = student.reshape(-1, classes).indexSelect(0, counted);
    Tensor t = teacher.detach().reshape(-1, classes).indexSelect(0, counted);
    Tensor y = labels.reshape(-1).indexSelect(0, counted);

    Tensor hard = CrossEntropy.standard().apply(s, y);
    Tensor soft = new ListwiseKl(temperature).apply(s, t, null);
    return hard.mul(1 - weight).add(soft.mul(weight));
  }
}
