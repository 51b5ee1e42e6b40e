package org.offprint.methods.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.decode.SearchDistribution.Bits;
import org.offprint.methods.decode.SearchDistribution.Classes;
import org.offprint.methods.decode.SearchDistribution.Normal;

class CrossEntropyMethodTest {
  private static final double[] U = {0.25, 0.4, 0.1, 0.3, 0.2};

  @Test
  void theEstimateOfARareEventIsWithinItsOwnError() {
    double exact = new BridgeNetwork(U).exceedance(2);
    RareEvent.Estimate found =
        new RareEvent(2, 0.1, 1000, 20_000, 50)
            .estimate(U, BridgeNetwork::shortest, new SplittableRandom(1));
    assertThat(exact).isCloseTo(1.34246e-5, offset(1e-10));
    assertThat(found.relativeError()).isLessThan(0.15);
    assertThat(found.probability()).isCloseTo(exact, offset(5 * found.relativeError() * exact));
  }

  @Test
  void theExactProbabilityAgreesWithCountingWhereTheEventIsCommon() {
    var random = new SplittableRandom(2);
    long reached =
        IntStream.range(0, 40_000)
            .filter(i -> {
              double[] x = new double[5];
              for (int d = 0; d < 5; d++) {
                x[d] = U[d] * random.nextExponential();
              }
              return BridgeNetwork.shortest(x) >= 0.3;
            })
            .count();
    assertThat(new BridgeNetwork(U).exceedance(0.3)).isCloseTo(reached / 40_000.0, offset(0.01));
    assertThat(new BridgeNetwork(U).exceedance(0)).isEqualTo(1);
  }

  @Test
  void oneEdgeMoreOrLessIsNoBridge() {
    assertThatThrownBy(() -> new BridgeNetwork(1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected five");
  }

  @Test
  void aLevelThatNobodyCanReachIsSaidSo() {
    var method = new RareEvent(1, 0.1, 20, 20, 5);
    assertThatThrownBy(() -> method.estimate(U, x -> -1, new SplittableRandom(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("after 5 rounds the level is -1.0 of 1.0: raise n above 20");
  }

  @Test
  void badInputToTheRareEventIsRefusedByName() {
    var method = new RareEvent(1, 0.1, 20, 20, 5);
    var random = new SplittableRandom(1);
    assertRefused(() -> method.estimate(new double[0], x -> 1, random), "u.length is 0");
    assertRefused(() -> method.estimate(new double[] {0}, x -> 1, random), "u is 0.0");
    assertRefused(() -> method.estimate(U, x -> Double.NaN, random), "a score is NaN");
    assertRefused(
        () -> method.round(U, U, new double[][] {{1, 2}}, x -> 1), "samples[0] has 2 entries");
    assertRefused(() -> new RareEvent(1, 1, 20, 20, 5), "rho is 1.0");
  }

  @Test
  void twentyBitsAreFound() {
    double[] target = new SplittableRandom(3).doubles(20).map(Math::rint).toArray();
    var start = new Bits(IntStream.range(0, 20).mapToDouble(i -> 0.5).toArray());
    var found =
        CrossEntropySearch.of(100)
            .maximise(start, x -> -distance(x, target), new SplittableRandom(4));
    assertThat(found.best()).containsExactly(target);
    assertThat(found.score()).isZero();
  }

  @Test
  void theTopOfASmoothHillIsFound() {
    var start = new Normal(new double[] {0, 0}, new double[] {2, 2});
    var found =
        CrossEntropySearch.of(50)
            .maximise(start, x -> -distance(x, new double[] {1, -0.5}), new SplittableRandom(5));
    assertThat(found.last().mean()).containsExactly(new double[] {1, -0.5}, offset(1e-4));
    assertThat(found.rounds()).isLessThan(500);
  }

  @Test
  void theBestOfSeveralClassesIsFound() {
    double[] third = {1.0 / 3, 1.0 / 3, 1.0 / 3};
    var found =
        CrossEntropySearch.of(60)
            .maximise(
                new Classes(third, third, third, third),
                x -> -distance(x, new double[] {2, 0, 1, 2}),
                new SplittableRandom(6));
    assertThat(found.best()).containsExactly(2, 0, 1, 2);
  }

  @Test
  void ofEqualScoresTheEarlierDrawIsTaken() {
    var search = new CrossEntropySearch(4, 2, 0.7, 5, 10);
    assertThat(search.elite(1, 3, 3, 3)).containsExactly(1, 2);
  }

  @Test
  void badInputToTheSearchIsRefusedByName() {
    assertRefused(() -> new CrossEntropySearch(3, 4, 0.7, 5, 10), "n is 3");
    assertRefused(() -> new CrossEntropySearch(3, 2, 0, 5, 10), "smoothing is 0.0");
    assertRefused(() -> new Bits(0.5, 1.5), "a probability is 1.5");
    assertRefused(() -> new Classes(new double[] {0.5, 0.4}), "a row's sum is 0.9");
    assertRefused(() -> new Normal(new double[1], new double[2]), "mean has 1 entries");
    assertRefused(() -> new Bits(0.5).fit(List.of(new double[2])), "a point has 2 entries");
    var search = new CrossEntropySearch(4, 2, 0.7, 5, 10);
    assertRefused(() -> search.update(new Bits(0.5), new double[1][1], new double[1]), "1 draws");
    assertRefused(() -> search.elite(1, Double.NaN), "a score is NaN");
  }

  @Property(seed = "1", tries = 60)
  void fromTheOriginalMeansEveryWeightIsOneAndTheLevelIsAQuantile(
      @ForAll @LongRange(min = 0, max = 1000) long seed,
      @ForAll @DoubleRange(min = 0.05, max = 0.95) double rho) {
    var random = new SplittableRandom(seed);
    double[][] x = new double[30][5];
    for (double[] row : x) {
      for (int d = 0; d < 5; d++) {
        row[d] = U[d] * random.nextExponential();
      }
    }
    var method = new RareEvent(1e9, rho, 30, 30, 1);
    RareEvent.Round round = method.round(U, U, x, BridgeNetwork::shortest);
    assertThat(round.weights()).containsOnly(1);
    long reached = IntStream.range(0, 30).filter(i -> round.elite()[i]).count();
    assertThat(reached).isEqualTo(30 - (int) Math.ceil((1 - rho) * 30) + 1);
  }

  private static double distance(double[] x, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> Math.pow(x[i] - y[i], 2)).sum();
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
