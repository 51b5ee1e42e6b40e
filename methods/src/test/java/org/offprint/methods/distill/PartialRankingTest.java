package org.offprint.methods.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.distill.ContrastivePartialRanking.Direction;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

class PartialRankingTest {
  private static final PartialRanking LOSS = new PartialRanking(1, 0, false);

  @Test
  void theLastCandidateOfAListThatIsAllValidAddsNothing() {
    Tensor s = row(0.3, 0.1, 0.9);
    Tensor c = row(3, 2, 1);
    assertThat(LOSS.withValid(s, c, new long[] {3}).value())
        .isCloseTo(LOSS.withValid(s, c, new long[] {2}).value(), offset(1e-12));
  }

  @Test
  void withoutValidCandidatesThereIsNothingToLearn() {
    assertThat(LOSS.apply(row(0.3, 0.1), row(-3, -2), null).value()).isZero();
    assertThat(LOSS.apply(row(0.3), row(5), null).value()).isZero();
  }

  @Test
  void oneValidCandidateIsAContrastiveLoss() {
    double nce = InfoNce.standard().apply(row(0.3, 0.1, 0.9), row(0, 1, 0), null).value();
    assertThat(LOSS.apply(row(0.3, 0.1, 0.9), row(-1, 2, -3), null).value())
        .isCloseTo(nce, offset(1e-12));
  }

  @Test
  void invalidCandidatesPushButTheirOrderDoesNotCount() {
    Tensor s = row(0.3, 0.1, 0.9);
    assertThat(LOSS.apply(s, row(1, -2, -3), null).value())
        .isEqualTo(LOSS.apply(s, row(1, -3, -2), null).value());
    assertThat(Gradients.of(x -> LOSS.apply(x, row(1, -2, -3), null), new double[] {0, 0, 0}, 1, 3))
        .containsExactly(new double[] {-2.0 / 3, 1.0 / 3, 1.0 / 3}, offset(1e-12));
  }

  @Test
  void thePositiveMayHeadTheList() {
    double headed =
        LOSS.headed(Tensor.of(new double[] {2}, 1), row(0.3, 0.1), row(1, -1), null).value();
    double whole = LOSS.withValid(row(2, 0.3, 0.1), row(9, 1, -1), new long[] {2}).value();
    assertThat(headed).isCloseTo(whole, offset(1e-12));
  }

  @Test
  void theSumMayBeDividedByTheRankOfTheFirstInvalidOne() {
    Tensor s = row(0.3, 0.1, 0.9);
    Tensor c = row(3, 2, -1);
    assertThat(new PartialRanking(1, 0, true).apply(s, c, null).value())
        .isCloseTo(LOSS.apply(s, c, null).value() / 3, offset(1e-12));
  }

  @Test
  void theTotalIsTheContrastAndTheWeightedOrder() {
    var direction = new Direction(Tensor.of(new double[] {2}, 1), row(0.3, 0.1), row(2, -1));
    var total = new ContrastivePartialRanking(LOSS, 0.5);
    double contrast = total.contrast(direction).value();
    double order = LOSS.apply(row(0.3, 0.1), row(2, -1), null).value();
    assertThat(total.apply(direction, direction).value())
        .isCloseTo(contrast + 0.5 * 2 * order, offset(1e-12));
  }

  @Test
  void theHardestNegativesAreTheMostSimilarThatAreAllowed() {
    Tensor similarity = Tensor.of(new double[][] {{0.9, 0.5, 0.7, 0.1}});
    Tensor allowed = Tensor.of(new boolean[] {false, true, true, true}, 1, 4);
    assertThat(ContrastivePartialRanking.hardest(similarity, allowed, 2).toLongs())
        .containsExactly(2, 1);
    assertThatThrownBy(() -> ContrastivePartialRanking.hardest(similarity, allowed, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allowed items of query 0 is 3.0; expected 4 or more");
  }

  @Test
  void countsOutsideTheListAreRefused() {
    assertThatThrownBy(() -> LOSS.withValid(row(1, 2), row(1, 2), new long[] {3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("valid[0] = 3 is out of range: expected 0 to 2");
    assertThatThrownBy(() -> LOSS.withValid(row(1, 2), row(1, 2), new long[] {1, 1}))
        .hasMessageContaining("valid.length is 2");
  }

  @Property(seed = "1", tries = 60)
  void anIncreasingMapOfTheTeachersScoresChangesNothing(
      @ForAll @LongRange(min = 0, max = 1000) long seed, @ForAll @IntRange(max = 6) int valid) {
    var random = new SplittableRandom(seed);
    double[] c = random.doubles(6, -4, 4).toArray();
    double[] mapped = Arrays.stream(c).map(x -> Math.exp(x) + x * x * x).toArray();
    try (var scope = new Scope()) {
      Tensor s = row(random.doubles(6, -1, 1).toArray());
      assertThat(LOSS.withValid(s, row(mapped), new long[] {valid}).value())
          .isEqualTo(LOSS.withValid(s, row(c), new long[] {valid}).value());
    }
  }

  private static Tensor row(double... values) {
    return Tensor.of(values, 1, values.length);
  }
}
