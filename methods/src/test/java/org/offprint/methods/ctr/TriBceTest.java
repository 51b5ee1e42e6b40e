package org.offprint.methods.ctr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.tensor.Tensor;

class TriBceTest {
  private static final double[] E = {1.2, -0.7, 0.3, -2};
  private static final double[] L = {0.4, 0.9, -1.1, -0.2};
  private static final Tensor LABELS = Tensor.of(new double[] {1, 0, 1, 0}, 4);

  @Test
  void theGradientGoesThroughTheWeights() {
    Tensor linear = Tensor.of(L, 4);
    Gradients.assertSlope(z -> TriBce.standard().apply(z, linear, LABELS), E, 4);
    Tensor exponential = Tensor.of(E, 4);
    Gradients.assertSlope(z -> TriBce.standard().apply(exponential, z, LABELS), L, 4);
  }

  /// dL/dz_L = dℓ/dz_L + w_L dℓ_L/dz_L where the weights are held still.
  @Test
  void detachedWeightsAreFactorsOnly() {
    Tensor exponential = Tensor.of(E, 4);
    var parts = TriBce.standard().parts(exponential, Tensor.of(L, 4), LABELS);
    double[] whole = Gradients.of(z -> new TriBce(true).apply(exponential, z, LABELS), L, 4);
    double[] fused =
        Gradients.of(z -> TriBce.standard().parts(exponential, z, LABELS).fused(), L, 4);
    double[] own = Gradients.of(z -> Clicks.crossEntropy(z, LABELS), L, 4);
    for (int i = 0; i < 4; i++) {
      assertThat(whole[i])
          .isCloseTo(fused[i] + parts.linearWeight().value() * own[i], offset(1e-12));
    }
  }

  @Test
  void twoBranchesThatAgreeHaveNoExtraLoss() {
    Tensor z = Tensor.of(E, 4);
    var parts = TriBce.standard().parts(z, z, LABELS);
    assertThat(parts.total().value()).isEqualTo(parts.fused().value());
  }

  @Property(seed = "1", tries = 100)
  void itIsFiniteAndNeverBelowTheFusedLoss(
      @ForAll @Size(4) List<@DoubleRange(min = -1e4, max = 1e4) Double> e,
      @ForAll @Size(4) List<@DoubleRange(min = -1e4, max = 1e4) Double> l) {
    var parts =
        TriBce.standard()
            .parts(
                Tensor.of(e.stream().mapToDouble(v -> v).toArray(), 4),
                Tensor.of(l.stream().mapToDouble(v -> v).toArray(), 4),
                LABELS);
    assertThat(parts.total().value()).isFinite().isGreaterThanOrEqualTo(parts.fused().value());
  }

  @Test
  void nanSurfacesAndWrongShapesAreRefused() {
    Tensor z = Tensor.of(E, 4);
    Tensor nan = Tensor.of(new double[] {Double.NaN, 0, 0, 0}, 4);
    assertThat(TriBce.standard().apply(nan, z, LABELS).value()).isNaN();
    assertThatThrownBy(() -> TriBce.standard().apply(z, z.narrow(0, 0, 3), LABELS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("z_L has shape (3)");
    Tensor none = z.narrow(0, 0, 0);
    assertThatThrownBy(() -> TriBce.standard().apply(none, none, none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the batch");
  }
}
