package org.offprint.methods.ctr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.ctr.CrossNetwork.Growth;
import org.offprint.methods.ctr.Fcn.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class FcnTest extends ModelContract<Fcn> {
  private static final Tensor IDS = Tensor.of(new long[] {0, 3, 1, 4, 2, 3, 0, 4}, 4, 2);
  private static final Tensor LABELS = Tensor.of(new float[] {1, 0, 0, 1}, 4);

  @Override
  protected Fcn model(Initial initial) {
    return new Fcn(initial, settings(1, 1, 0.1));
  }

  @Override
  protected Tensor loss(Fcn model) {
    return model.loss(IDS, LABELS);
  }

  @Test
  void firstHalvesOfAllFieldsComeBeforeTheSecond() {
    Tensor two = Tensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 2, 4); // two fields of four
    assertThat(Fcn.split(two, 1).toDoubles()).containsExactly(1, 2, 5, 6, 3, 4, 7, 8);
    assertThat(Fcn.split(two, 2).toDoubles()).containsExactly(1, 5, 2, 6, 3, 7, 4, 8);
  }

  /// d · D + d + 2 D numbers a layer where a full matrix has d² + d.
  @Test
  void aLayerHasHalfAMatrix() {
    int d = 12;
    var one = new CrossNetwork(Initial.seeded(1), Growth.LINEAR, d, 1, 1, false, 0, 1e-5);
    var two = new CrossNetwork(Initial.seeded(1), Growth.LINEAR, d, 1, 2, false, 0, 1e-5);
    assertThat(two.trainableCount() - one.trainableCount()).isEqualTo(d * d / 2 + d + d);
  }

  /// With one layer both are x (h + b) + x.
  @Test
  void theTwoNetworksDifferFromTheSecondLayerOnOnly() {
    Tensor x = Tensor.normal(Initial.seeded(2).random(), 1, Type.FLOAT32, 2, 1, 4);
    for (int layers = 1; layers <= 2; layers++) {
      var e = new CrossNetwork(Initial.seeded(1), Growth.EXPONENTIAL, 4, 1, layers, false, 0, 1e-5);
      var l = new CrossNetwork(Initial.seeded(1), Growth.LINEAR, 4, 1, layers, false, 0, 1e-5);
      double apart = e.cross(x).sub(l.cross(x)).abs().max().value();
      assertThat(apart == 0).as("%d layers", layers).isEqualTo(layers == 1);
    }
  }

  @Test
  void aBranchWithoutLayersIsLeftOut() {
    Fcn both = new Fcn(Initial.seeded(1), settings(1, 1, 0));
    Fcn ecn = new Fcn(Initial.seeded(1), settings(1, 0, 0));
    assertThat(both.parameters()).containsKey("linear.out.weight");
    assertThat(ecn.parameters()).doesNotContainKey("linear.out.weight");
    assertThat(ecn.loss(IDS, LABELS).value())
        .isEqualTo(Clicks.crossEntropy(ecn.logits(IDS), LABELS).value());
  }

  @Test
  void theDecayIsHalfTheSquaresOfTheEmbeddings() {
    var settings = new Settings(2, 5, 2, 1, 1, 1, false, 0, 0, 10, TriBce.standard());
    Fcn decayed = new Fcn(Initial.seeded(1), settings);
    Fcn plain = new Fcn(Initial.seeded(1), settings(1, 1, 0));
    double squares =
        decayed.parameters().entrySet().stream()
            .filter(entry -> entry.getKey().equals("embedding.weight"))
            .mapToDouble(entry -> entry.getValue().square().sum().value())
            .sum();
    assertThat(decayed.loss(IDS, LABELS).value() - plain.loss(IDS, LABELS).value())
        .isCloseTo(5 * squares, org.assertj.core.api.Assertions.offset(1e-6));
  }

  @Property(seed = "1", tries = 50)
  void anOddWidthIsRefused(
      @ForAll @IntRange(min = 0, max = 9) int halfFields,
      @ForAll @IntRange(min = 0, max = 9) int halfEmbedding) {
    assertThatThrownBy(() ->
            new Settings(
                2 * halfFields + 1,
                9,
                2 * halfEmbedding + 1,
                1,
                1,
                1,
                false,
                0,
                0,
                0,
                TriBce.standard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected an even number");
  }

  private static Settings settings(int exponential, int linear, double dropout) {
    return new Settings(
        2, 5, 2, 1, exponential, linear, false, dropout, dropout, 0, TriBce.standard());
  }
}
