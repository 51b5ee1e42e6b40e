package org.offprint.methods.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.ModelContract;
import org.offprint.methods.language.MixtureDecoder.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class MixtureDecoderTest extends ModelContract<MixtureDecoder> {
  private static final Decoder.Settings TINY = new Decoder.Settings(5, 6, 4, 2, 1, 1, 8, 1e4, 0);
  private static final Tensor TEXT = Tensor.of(new long[] {1, 2, 3, 4, 0, 4, 3, 2, 1, 0}, 2, 5);

  @Override
  protected MixtureDecoder model(Initial initial) {
    return new MixtureDecoder(
        initial, new Decoder(initial, TINY), new Settings(Set.of(1), 4, 2, 1));
  }

  @Override
  protected Tensor loss(MixtureDecoder model) {
    return model.loss(TEXT);
  }

  private static Initial inDoubles() {
    return new Initial(new SplittableRandom(4), Type.FLOAT64);
  }

  @Test
  void withAllExpertsItIsTheDenseModel() {
    var dense = new Decoder(inDoubles(), TINY);
    var all = new MixtureDecoder(inDoubles(), dense, new Settings(Set.of(0, 1), 4, 4, 0));
    assertThat(all.apply(TEXT).toDoubles())
        .containsExactly(dense.apply(TEXT).toDoubles(), offset(1e-13));
  }

  @Property(seed = "1", tries = 30)
  void computingTheChosenExpertsIsMaskingTheOthers(@ForAll @IntRange(min = 1, max = 4) int k) {
    var initial = inDoubles();
    Tensor gate = initial.normal(1, 8, 3);
    Tensor up = initial.normal(1, 8, 3);
    Tensor down = initial.normal(1, 3, 8);
    Tensor x = initial.normal(1, 5, 3);
    EmergentExperts experts = EmergentExperts.split(gate, 4, k);
    Tensor selected = experts.select(experts.gateScores(x, gate));
    Tensor mask = experts.mask(selected).to(Type.FLOAT64);
    assertThat(mask.sum(1, false).toDoubles()).containsOnly(2.0 * k);
    Tensor masked =
        x.matmul(gate.transpose(0, 1))
            .silu()
            .mul(x.matmul(up.transpose(0, 1)))
            .mul(mask)
            .matmul(down.transpose(0, 1));
    assertThat(experts.gated(x, selected, gate, up, down).toDoubles())
        .containsExactly(masked.toDoubles(), offset(1e-12));
  }

  @Test
  void theGradientOfThePlainFormIsItsSlopeAndIdleExpertsGetNone() {
    var initial = inDoubles();
    Tensor w1 = initial.normal(1, 8, 3);
    Tensor b1 = initial.normal(1, 8);
    Tensor w2 = initial.normal(1, 3, 8);
    Tensor b2 = initial.normal(1, 3);
    EmergentExperts experts = EmergentExperts.split(w1, 4, 1);
    double[] x = LanguageContractTest.random(3, 3);
    Gradients.assertSlope(t -> experts.apply(t, w1, b1, w2, b2).square().sum(), x, 1, 3);
    double[] gradient =
        Gradients.of(
            t -> experts.apply(Tensor.of(x, 1, 3), w1, b1, t, b2).square().sum(),
            w2.toDoubles(),
            3,
            8);
    assertThat(Arrays.stream(gradient).filter(g -> g != 0).count()).isEqualTo(3 * 2);
  }

  @Property(seed = "1", tries = 60)
  void clustersAreOfOneSizeAndNeverWorseThanAnyExchange(
      @ForAll @IntRange(min = 1, max = 5) int clusters,
      @ForAll @IntRange(min = 1, max = 4) int size,
      @ForAll @IntRange(min = 0, max = 1_000) int seed) {
    var random = new SplittableRandom(seed);
    double[][] cost = new double[clusters * size][clusters];
    for (double[] row : cost) {
      Arrays.setAll(row, e -> random.nextDouble());
    }
    int[] labels = BalancedClusters.assign(cost, size);
    for (int e = 0; e < clusters; e++) {
      int of = e;
      assertThat(Arrays.stream(labels).filter(label -> label == of).count()).isEqualTo(size);
    }
    for (int i = 0; i < cost.length; i++) {
      for (int j = 0; j < i; j++) {
        assertThat(cost[i][labels[i]] + cost[j][labels[j]])
            .isLessThanOrEqualTo(cost[i][labels[j]] + cost[j][labels[i]] + 1e-9);
      }
    }
  }

  @Test
  void theAssignmentIsTheCheapestOfAll() {
    var random = new SplittableRandom(11);
    for (int trial = 0; trial < 50; trial++) {
      double[][] cost = new double[6][3];
      for (double[] row : cost) {
        Arrays.setAll(row, e -> random.nextDouble());
      }
      int[] labels = BalancedClusters.assign(cost, 2);
      double found = 0;
      for (int i = 0; i < 6; i++) {
        found += cost[i][labels[i]];
      }
      assertThat(found).isCloseTo(cheapest(cost, 0, new int[3]), offset(1e-12));
    }
  }

  private static double cheapest(double[][] cost, int row, int[] filled) {
    if (row == cost.length) {
      return 0;
    }
    double best = Double.POSITIVE_INFINITY;
    for (int e = 0; e < filled.length; e++) {
      if (filled[e] < 2) {
        filled[e]++;
        best = Math.min(best, cost[row][e] + cheapest(cost, row + 1, filled));
        filled[e]--;
      }
    }
    return best;
  }

  @Test
  void theGroupsAreSavedWithTheModel() {
    MixtureDecoder model = model(Initial.seeded(1));
    assertThat(model.tensors()).containsKey("labels.1").containsKey("dense.embedding.weight");
    assertThat(model.labels(1)).hasSize(8).containsOnly(0, 1, 2, 3);
    assertThatThrownBy(() -> model.labels(0)).hasMessageContaining("layer 0 is dense");
  }

  @Test
  void expertsThatDoNotFitAreRefused() {
    var dense = new Decoder(Initial.seeded(1), TINY);
    assertThatThrownBy(
            () -> new MixtureDecoder(Initial.seeded(1), dense, new Settings(Set.of(1), 3, 2, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a divisor of the 8 rows");
    assertThatThrownBy(() -> new Settings(Set.of(1), 4, 5, 0)).hasMessageContaining("k is 5");
    assertThatThrownBy(
            () -> new MixtureDecoder(Initial.seeded(1), dense, new Settings(Set.of(2), 4, 2, 0)))
        .hasMessageContaining("a routed layer is 2");
    assertThatThrownBy(() -> BalancedClusters.of(new double[][] {{1}, {Double.NaN}}, 1, 1))
        .hasMessageContaining("row 1 is not finite");
  }
}
