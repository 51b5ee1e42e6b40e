package org.offprint.methods.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.estimate.WeakestLink.Model;
import org.offprint.methods.estimate.WeakestLink.Pair;
import org.offprint.methods.estimate.WeakestLink.Placement;
import org.offprint.methods.estimate.WeakestLink.Scenario;

class WeakestLinkTest {
  @Test
  void aMissingScoreIsSkippedAndEqualAbilitiesHaveNoPosition() {
    assertThat(new Scenario(70, Double.NaN, 60).placement()).isEmpty();
    assertThat(new Scenario(70, 60, Double.NaN).position()).isEmpty();
    assertThat(new Scenario(65, 65, 64).placement()).contains(Placement.BELOW_BOTH);
    assertThat(new Scenario(65, 65, 64).position()).isEmpty();
  }

  @Test
  void onlyPairsWhoseAbilitiesDifferByMoreThanTheGapCount() {
    var model =
        new Model(
            "one",
            Map.of("Coding", 70.0, "Reasoning", 60.0, "Tool", 67.0),
            Map.of(
                new Pair("Coding", "Reasoning"), 59.0,
                new Pair("Coding", "Tool"), 66.0,
                new Pair("Coding", "Spanish"), 66.0));
    var tally = WeakestLink.standard().tallyOf(List.of(model));
    assertThat(tally.scenarios()).isEqualTo(1);
    assertThat(tally.of(Placement.BELOW_BOTH)).isEqualTo(1);
    assertThat(tally.of(Placement.ABOVE_BOTH)).isZero();
    assertThat(tally.meanPosition()).isCloseTo(-1.2, offset(1e-12));
  }

  @Test
  void nothingToCountGivesNoPositions() {
    var tally = WeakestLink.standard().tally(List.of());
    assertThat(tally.scenarios()).isZero();
    assertThat(tally.meanPosition()).isNaN();
    assertThat(tally.medianPosition()).isNaN();
  }

  @Test
  void aRatingIsReadOnlyAfterItsWords() {
    assertThat(JudgeRating.parse("So: **EVALUATION SCORE**: score: **3.5/5**")).hasValue(3.5);
    assertThat(JudgeRating.parse("Score: 4/5")).isEmpty();
    assertThat(JudgeRating.parse("")).isEmpty();
  }

  @Test
  void ratingsOutsideTheScaleAreNotPutOnAHundred() {
    assertThat(JudgeRating.onHundred(1)).isEqualTo(1);
    assertThat(JudgeRating.onHundred(5)).isEqualTo(100);
    assertThatThrownBy(() -> JudgeRating.onHundred(6)).hasMessageContaining("rating is 6.0");
    assertThatThrownBy(() -> JudgeRating.onHundred(Double.NaN)).hasMessageContaining("NaN");
  }

  @Test
  void constantRatingsHaveNoCorrelation() {
    var agreement = JudgeRating.agreement(new double[][] {{3, 3, 3}}, new double[] {1, 2, 3});
    assertThat(agreement.pearson()).isNaN();
    assertThat(agreement.spearman()).isNaN();
    assertThat(agreement.kendall()).isNaN();
    assertThatThrownBy(() -> JudgeRating.agreement(new double[][] {{1}}, new double[2]))
        .hasMessageContaining("people[0] has 1 ratings, judge has 2");
  }

  @Property(seed = "1", tries = 100)
  void thePositionAgreesWithThePlacement(
      @ForAll @DoubleRange(min = 1, max = 100) double one,
      @ForAll @DoubleRange(min = 1, max = 100) double other,
      @ForAll @DoubleRange(min = 1, max = 100) double cross) {
    var scenario = new Scenario(one, other, cross);
    scenario
        .position()
        .ifPresent(position -> {
          switch (scenario.placement().orElseThrow()) {
            case BELOW_BOTH -> assertThat(position).isLessThan(-1);
            case CLOSER_TO_WEAKER -> assertThat(position).isBetween(-1.0, 1e-9);
            case MIDPOINT -> assertThat(position).isCloseTo(0, offset(1e-9));
            case CLOSER_TO_STRONGER -> assertThat(position).isBetween(-1e-9, 1.0);
            case ABOVE_BOTH -> assertThat(position).isGreaterThan(1);
          }
        });
  }

  @Property(seed = "1", tries = 100)
  void everyTextIsReadOrHasNoRating(@ForAll String text) {
    JudgeRating.parse("evaluation score: " + text)
        .ifPresent(rating -> assertThat(rating).isNotNegative());
  }

  @Property(seed = "1", tries = 50)
  void aGapThatIsNoDifferenceIsRefused(@ForAll double gap) {
    if (gap >= 0 && Double.isFinite(gap)) {
      assertThat(new WeakestLink(gap).gap()).isEqualTo(gap);
    } else {
      assertThatThrownBy(() -> new WeakestLink(gap)).hasMessageContaining("gap is");
    }
  }
}
