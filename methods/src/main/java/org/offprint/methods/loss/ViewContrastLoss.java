package org.offprint.methods.loss;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Contrastive loss over several views of each sample: every view is an anchor, the other views of its sample are what it should find among all.
///
///     z = views / ‖views‖₂;  s_ab = z_a · z_b / τ
///     loss = −mean over anchors a of the mean over a's other views b of (s_ab − ln Σ_(c ≠ a) e^(s_ac))
///
/// Shapes: views (B, V, D) floating with V ≥ 2, already projected; returns a scalar.
/// Range: nats, ≥ 0, at least ln(V − 1); lower is better. An empty batch gives NaN. A view of zeros stays zero.
/// Source: Döbler, Marsden and Yang, CVPR 2023, arXiv:2211.13081, equation 4; after Khosla et al., arXiv:2004.11362.
/// Differs from the source: nothing.
/// Throws: IllegalArgumentException if the shape does not fit or there is a single view; from the constructor, if τ ≤ 0.
@Source(paper = "arXiv:2211.13081", equation = "4")
public record ViewContrastLoss(double temperature) {
  public ViewContrastLoss {
    Shapes.require("temperature", temperature, temperature > 0, "a number > 0");
  }

  /// τ = 0.1.
  public static ViewContrastLoss standard() {
    return new ViewContrastLoss(0.1);
  }

  public Tensor apply(Tensor views) {
    Shapes.requireType("views", views, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireRank("views", views, 3, "(B, V, D)");
    long samples = views.size(0);
    long count = views.size(1);
    Shapes.require("V", count, count >= 2, "2 or more views, as an anchor has to find another");
    if (samples == 0) {
      return views.sum().mul(Double.NaN);
    }

    Tensor flat = views.reshape(samples * count, views.size(2));
    Tensor z = flat.div(flat.norm(-1, true).clampMin(1e-12));
    Tensor similar = z.matmul(z.transpose(0, 1)).div(temperature);
    Tensor self = Tensor.eye(samples * count, views.type()).isEqual(1);
    Tensor all = similar.maskedFill(self, Double.NEGATIVE_INFINITY).logSumExp(-1, true);
    Tensor sample = Tensor.range(samples).repeatInterleave(count, 0);
    Tensor other =
        sample.unsqueeze(0).isEqual(sample.unsqueeze(1)).and(self.not()).to(views.type());
    return similar.sub(all).mul(other).sum().div(samples * count * (count - 1)).neg();
  }
}
