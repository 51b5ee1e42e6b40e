package org.offprint.methods.language;

import java.util.ArrayList;
import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// The part of {@link XCross} between two layers: each model's states absorb or repel the others'.
///
///     z = W_cat [h_1; …; h_n]                                          (at each position; signs free)
///     h~_m = h_m + Σ_(j ≠ m) ( β z_direct(m,j) h_j + γ z_inter(m,j) (h_m − h_j) )
///
/// Shapes: each h_m (…, d); W_cat `weight` (2n(n−1), n d), 0 at the start, which is the identity.
/// Our reading: where the coefficients of a pair lie in z. For target m and the r-th of the others,
/// in ascending order, place 2(m(n−1) + r) weighs h_j and the next one h_m − h_j; and that W_cat is
/// applied at each position.
public final class CrossIntegrator extends Block {
  private final int sources;
  private final long width;
  private final double beta;
  private final double gamma;
  private final Tensor weight;

  /// @param sources n; with one there are no pairs and nothing happens
  public CrossIntegrator(Initial initial, int sources, long width, double beta, double gamma) {
    Shapes.require("sources", sources, sources >= 1, "1 or more");
    this.sources = sources;
    this.width = width;
    this.beta = beta;
    this.gamma = gamma;
    weight = parameter("weight", initial.zeros(2L * sources * (sources - 1), sources * width));
  }

  /// How many numbers one integrator trains.
  public static long parameterCount(long sources, long width) {
    return 2 * sources * (sources - 1) * sources * width;
  }

  /// z (…, 2n(n−1)).
  public Tensor coefficients(List<Tensor> h) {
    require(h);
    return Tensor.concat(-1, h.toArray(Tensor[]::new)).matmul(weight.transpose(0, 1));
  }

  /// h~_1 … h~_n.
  public List<Tensor> apply(List<Tensor> h) {
    require(h);
    if (sources == 1) {
      return h;
    }
    Tensor z = coefficients(h);
    var refined = new ArrayList<Tensor>();
    for (int m = 0; m < sources; m++) {
      Tensor sum = h.get(m);
      int place = 2 * m * (sources - 1);
      for (int j = 0; j < sources; j++) {
        if (j != m) {
          Tensor direct = z.narrow(-1, place, 1).mul(beta);
          Tensor inter = z.narrow(-1, place + 1, 1).mul(gamma);
          sum = sum.add(direct.mul(h.get(j))).add(inter.mul(h.get(m).sub(h.get(j))));
          place += 2;
        }
      }
      refined.add(sum);
    }
    return refined;
  }

  private void require(List<Tensor> h) {
    Shapes.require("models", h.size(), h.size() == sources, sources + ", one a source");
    for (int m = 0; m < sources; m++) {
      Shapes.requireSize("h_" + (m + 1), h.get(m), -1, width, "the integrator's width");
      Shapes.requireEqual("h_" + (m + 1), h.get(m), "h_1", h.getFirst());
    }
  }
}
