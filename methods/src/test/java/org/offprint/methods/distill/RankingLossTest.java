package org.offprint.methods.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.distill.AdrMse.Discount;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

class RankingLossTest {
  private static final List<Named<RankingLoss>> ALL = RankingLossContractTest.losses().toList();

  @Test
  void pairsThatTheTeacherTiesAreLeftOut() {
    assertThat(RankNet.standard().pairs(row(3, 1, 3, 2), null)).isEqualTo(5);
  }

  @Test
  void aTeacherThatTiesAllGivesRankNetZeroAndNoGradient() {
    RankNet loss = RankNet.standard();
    assertThat(Gradients.value(s -> loss.apply(s, row(2, 2, 2), null), d(1, 5, -3), 1, 3)).isZero();
    assertThat(Gradients.of(s -> loss.apply(s, row(2, 2, 2), null), d(1, 5, -3), 1, 3))
        .containsOnly(0);
  }

  @Test
  void rankNetSeesOnlyTheTeachersOrder() {
    RankNet loss = RankNet.standard();
    assertThat(loss.apply(row(1, 0, 2), row(300, 7, 8), null).value())
        .isEqualTo(loss.apply(row(1, 0, 2), row(3, 1, 2), null).value());
  }

  @Test
  void marginMseSeesOnlyMargins() {
    MarginMse loss = MarginMse.standard();
    assertThat(loss.apply(row(1, 0, 2), row(11, 10, 12), null).value()).isZero();
    assertThat(loss.apply(row(1, 0, 2), row(11, 9, 12), null).value()).isEqualTo(0.5);
  }

  @Test
  void marginMseTakesThePositiveFromAnyColumn() {
    assertThat(new MarginMse(2).apply(row(0, 2, 1), row(10, 12, 11), null).value()).isZero();
    assertThatThrownBy(() -> new MarginMse(3).apply(row(0, 2, 1), row(1, 2, 3), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive[0] = 3 is out of range: expected 0 to 2");
  }

  @Test
  void infoNceLeavesOutQueriesWithoutAPositiveAndCountsThem() {
    InfoNce loss = InfoNce.standard();
    Tensor student = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    Tensor relevance = Tensor.of(new double[][] {{1, 0, 0}, {0, 0, 0}});
    assertThat(loss.withoutPositive(relevance, null)).isEqualTo(1);
    assertThat(loss.apply(student, relevance, null).value())
        .isEqualTo(loss.apply(row(1, 2, 3), row(1, 0, 0), null).value());
  }

  @Test
  void severalPositivesShareOneProbability() {
    double both = (Math.exp(1) + Math.exp(2)) / (Math.exp(1) + Math.exp(2) + Math.exp(3));
    assertThat(InfoNce.standard().apply(row(1, 2, 3), row(1, 1, 0), null).value())
        .isCloseTo(-Math.log(both), offset(1e-12));
  }

  @Test
  void gradedRelevanceIsNotForInfoNce() {
    assertThatThrownBy(() -> InfoNce.standard().apply(row(1, 2), row(0.5, 0), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("between 0 and 1");
  }

  @Test
  void relevanceOutsideItsRangeIsRefused() {
    assertThatThrownBy(() -> PointwiseCrossEntropy.standard().apply(row(1, 2), row(0, 1.5), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("relevance[0, 1] = 1.5 is no share");
  }

  @Test
  void ranksOfEqualScoresFollowTheColumns() {
    assertThat(AdrMse.standard().ranks(row(3, 8, 3, 1, 5), null).toDoubles())
        .containsExactly(3, 1, 4, 5, 2);
  }

  @Test
  void maskedCandidatesPushNobodyDown() {
    Tensor mask = Tensor.of(new boolean[] {true, false, true}, 1, 3);
    double[] ranks = AdrMse.standard().ranks(row(1, 9, 2), mask).toDoubles();
    assertThat(d(ranks[0], ranks[2])).containsExactly(2, 1);
  }

  @Test
  void softRanksBecomeRanksAsTheTemperatureFalls() {
    assertThat(new AdrMse(1e-3, Discount.NONE).softRanks(row(0.1, 0.9, 0.5), null).toDoubles())
        .containsExactly(d(3, 1, 2), offset(1e-9));
  }

  @Test
  void theHingeIsZeroOnceEveryPairKeepsTheMargin() {
    assertThat(PairwiseHinge.standard().apply(row(2, 1, 0), row(1, 0, 0), null).value()).isZero();
    assertThat(PairwiseHinge.standard().apply(row(2, 1.5, 0), row(1, 0, 0), null).value())
        .isEqualTo(0.25);
  }

  @Test
  void theDivergenceFromOneselfIsZero() {
    assertThat(new ListwiseKl(3).apply(row(1, -2, 5), row(1, -2, 5), null).value())
        .isCloseTo(0, offset(1e-15));
  }

  @Property(seed = "1", tries = 100)
  void softRanksSumToTheSumOfRanks(@ForAll @Size(6) double[] any) {
    double[] s = Arrays.stream(any).map(x -> 50 * Math.sin(x)).toArray();
    try (var scope = new Scope()) {
      double[] soft = AdrMse.standard().softRanks(row(s), null).toDoubles();
      assertThat(Arrays.stream(soft).sum()).isCloseTo(21, offset(1e-9));
    }
  }

  @Property(seed = "1", tries = 100)
  void everyLossOfAnyFiniteScoresIsAFiniteNumberFromZeroOn(
      @ForAll @Size(4) double[] any,
      @ForAll @IntRange(max = 3) int positive,
      @ForAll @DoubleRange(min = 0.1, max = 1000) double scale) {
    double[] s = Arrays.stream(any).map(x -> scale * Math.sin(x)).toArray();
    double[] relevance = new double[4];
    relevance[positive] = 1;
    ALL.forEach(loss -> {
      try (var scope = new Scope()) {
        double value = loss.getPayload().apply(row(s), row(relevance), null).value();
        assertThat(value).as(loss.getName()).isFinite().isGreaterThanOrEqualTo(-1e-12);
      }
    });
  }

  @Property(seed = "1", tries = 50)
  void temperaturesThatAreNotPositiveAreRefused(
      @ForAll @DoubleRange(min = -5, max = 0) double temperature) {
    assertThatThrownBy(() -> new InfoNce(temperature)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> new ListwiseKl(temperature)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> new AdrMse(temperature, Discount.NONE))
        .hasMessageContaining("temperature");
  }

  private static double[] d(double... values) {
    return values;
  }

  private static Tensor row(double... values) {
    return Tensor.of(values, 1, values.length);
  }
}
