package org.offprint.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Family;
import org.offprint.methods.Gradients;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class EntropyTest {
  private static final PolicyBatch BATCH = Batches.of(Batches.tensor(Batches.logProbs(1)));

  @Test
  void theFiltersAreThese() {
    assertThat(Family.classes("org.offprint.methods.objective", TokenFilter.class))
        .extracting(Class::getSimpleName)
        .containsExactlyInAnyOrder("ClipB", "ClipV");
    assertThat(Family.classes("org.offprint.methods.objective", TokenFilter.class))
        .allMatch(type -> type.isAnnotationPresent(Source.class));
  }

  @Test
  void aDroppedTokenHasNoGradientAndStaysInTheDivisor() {
    var objective = new ClipCov(1, 100, 0.25, -9, 9, TokenChoice.first());
    ClipCov.Selection selection = objective.select(BATCH);
    assertThat(selection.candidates()).hasSize(9);
    assertThat(selection.dropped()).containsExactly(0, 1);

    double[] gradient = Gradients.of(x -> objective.loss(Batches.of(x)), Batches.logProbs(1), 3, 4);
    double[] plain =
        Gradients.of(
            x -> GroupRelative.tokenMean(1, 100).loss(Batches.of(x)), Batches.logProbs(1), 3, 4);
    plain[0] = 0;
    plain[1] = 0;
    assertThat(gradient).containsExactly(plain, offset(1e-15));
  }

  @Test
  void theSlopeOfAClipCovThatDropsIsTheGradient() {
    var objective = new ClipCov(1, 1, 0.3, 0, 5, TokenChoice.first());
    assertThat(objective.select(BATCH).dropped()).isNotEmpty();
    Gradients.assertSlope(x -> objective.loss(Batches.of(x)), Batches.logProbs(1), 3, 4);
  }

  @Test
  void whatTheSurrogateClipsIsNoCandidate() {
    Tensor logProbs = Tensor.of(new double[] {-0.5, -1, -2, -0.1}, 2, 2);
    Tensor old = Tensor.of(new double[] {-1.5, -1, -2, -0.1}, 2, 2);
    Tensor advantages = Tensor.of(new double[] {1, -1}, 2);
    Tensor all = Tensor.of(new boolean[] {true, true, true, true}, 2, 2);
    var objective = new ClipCov(0.2, 0.2, 0.5, -9, 9, TokenChoice.first());
    assertThat(objective.select(PolicyBatch.of(logProbs, old, advantages, all)).candidates())
        .containsExactly(1, 2, 3);
  }

  @Property(seed = "1", tries = 100)
  void aRandomChoiceTakesDifferentCandidates(
      @ForAll @IntRange(min = 0, max = 20) int candidates, @ForAll @IntRange(max = 20) int wanted) {
    int k = Math.min(Math.max(0, wanted), candidates);
    int[] chosen = TokenChoice.random(new SplittableRandom(wanted)).choose(candidates, k);
    Set<Integer> different = new TreeSet<>();
    Arrays.stream(chosen).forEach(different::add);
    assertThat(different).hasSize(k).allMatch(i -> i >= 0 && i < candidates);
  }

  @Test
  void atTheFirstUpdateKlCovDoesNothing() {
    Tensor logProbs = Batches.tensor(Batches.logProbs(2));
    PolicyBatch onPolicy = Batches.of(logProbs);
    assertThat(new KlCov(100, 5).loss(onPolicy).value())
        .isEqualTo(new KlCov(0, 5).loss(onPolicy).value());
  }

  @Test
  void thePercentageIsCappedByTheNumberOfTokensAsInTheReference() {
    assertThat(new KlCov(90, 1).selected(BATCH)).hasSize(1); // 9 percent of 9 tokens, not 8
    assertThat(new KlCov(0, 1).selected(BATCH)).isEmpty();
  }

  @Test
  void equalAdvantagesHaveNoCovarianceAndTheEarlierTokenIsTaken() {
    Tensor logProbs = Batches.tensor(Batches.logProbs(1));
    Tensor all = logProbs.isLess(0);
    PolicyBatch even = PolicyBatch.of(logProbs, logProbs, Tensor.zeros(Type.FLOAT64, 3), all);
    assertThat(new KlCov(0.2, 1).selected(even)).containsExactly(0);
  }

  @Test
  void aSmallStepChangesTheEntropyByTheCovariance() {
    var state =
        new EntropyMechanism(
            Tensor.of(new double[] {1, 0.2, -0.5, -1.5}, 4),
            Tensor.of(new double[] {0.7, -0.3, 0.2, -0.9}, 4));
    double eta = 1e-6;
    assertThat(state.change(state.policyGradient().mul(eta)).value() / eta)
        .isCloseTo(state.slopeOfPolicyGradient().value(), offset(1e-6));
    assertThat(state.change(state.advantages().mul(eta)).value() / eta)
        .isCloseTo(state.slopeOfNaturalGradient().value(), offset(1e-6));
  }

  @Test
  void rewardsOnTheLawGiveItBack() {
    double[] entropies = {1.2, 0.8, 0.3, 0.05};
    double[] rewards = Arrays.stream(entropies).map(h -> 0.5 - 0.14 * Math.exp(h)).toArray();
    RewardEntropyLaw law = RewardEntropyLaw.fit(entropies, rewards);
    assertThat(law.ceiling()).isCloseTo(0.36, offset(1e-12));
    assertThatThrownBy(() -> RewardEntropyLaw.fit(new double[] {1, 1}, new double[] {0, 1}))
        .hasMessageContaining("the entropy never varies");
    assertThatThrownBy(() -> RewardEntropyLaw.fit(new double[] {1}, new double[] {0}))
        .hasMessageContaining("at least two");
    assertThatThrownBy(() -> RewardEntropyLaw.fit(new double[] {1, 2}, new double[] {0, 0.0 / 0}))
        .hasMessageContaining("measurement 1");
  }

  @Property(seed = "1", tries = 100)
  void theDiscriminatorHasTheSignOfProbabilityAboveItsThreshold(@ForAll long seed) {
    Tensor logits = Tensor.normal(new SplittableRandom(seed), 2, Type.FLOAT64, 6);
    double[] s = EntropyDiscriminator.of(logits).toDoubles();
    double[] p = logits.softmax(-1).toDoubles();
    double threshold = Math.exp(-TokenEntropy.of(logits).value());
    double mean = 0;
    for (int i = 0; i < p.length; i++) {
      assertThat(Math.signum(s[i])).isEqualTo(Math.signum(p[i] - threshold));
      mean += p[i] * s[i];
    }
    assertThat(EntropyDiscriminator.expectation(logits).value()).isCloseTo(mean, offset(1e-12));
  }

  /// Halving the step divides the error of a first-order prediction by four.
  @Test
  void thePredictionsAreOfFirstOrder() {
    Tensor logits = Tensor.of(new double[] {1, 0.3, -0.5, 2.2, 0}, 5);
    for (int k = 0; k < 5; k++) {
      double ratio = predictionError(logits, k, 0.002) / predictionError(logits, k, 0.001);
      assertThat(ratio).as("token %d", k).isBetween(3.7, 4.3);
    }
  }

  private static double predictionError(Tensor logits, int k, double alpha) {
    double[] unit = new double[5];
    unit[k] = 1;
    Tensor step = Tensor.of(unit, 5).sub(logits.softmax(-1)).mul(alpha);
    double exact = TokenEntropy.of(logits.add(step)).value() - TokenEntropy.of(logits).value();
    double s = EntropyDiscriminator.of(logits).toDoubles()[k];
    return Math.abs(exact + alpha * (s - EntropyDiscriminator.expectation(logits).value()));
  }

  @Test
  void impossibleTokensAddNothing() {
    Tensor logits = Tensor.of(new double[] {0, Double.NEGATIVE_INFINITY, 0}, 3);
    assertThat(TokenEntropy.of(logits).value()).isCloseTo(Math.log(2), offset(1e-15));
    assertThat(EntropyDiscriminator.of(logits).toDoubles()).containsExactly(0, 0, 0);
    assertThat(EntropyDiscriminator.expectation(logits).value()).isZero();
  }

  @Test
  void onlyTokensOfNegativeAdvantageGoUnlessBothSidesAreAskedFor() {
    double[] kept = new ClipB(0.1, Outliers.NEGATIVE_ADVANTAGE).filter(BATCH).mask().toDoubles();
    assertThat(Arrays.copyOf(kept, 4)).containsExactly(1, 1, 1, 0);
    assertThat(Arrays.stream(kept).sum()).isLessThan(9);
    assertThat(new ClipB(0.1, Outliers.BOTH_SIDES).filter(BATCH).tokens())
        .isLessThan((int) Arrays.stream(kept).sum());
    assertThat(new ClipV(0.1, 1, Outliers.BOTH_SIDES).filter(BATCH).tokens())
        .isLessThan(new ClipV(0.1, 1, Outliers.NEGATIVE_ADVANTAGE).filter(BATCH).tokens());
  }

  @Test
  void clipVTakesNoMoreThanItsShareAndAtLeastOne() {
    assertThat(new ClipV(0.01, 1e-4, Outliers.NEGATIVE_ADVANTAGE).filter(BATCH).tokens())
        .isEqualTo(8);
  }

  @Test
  void aBatchWithoutSpreadKeepsEverything() {
    Tensor flat = Tensor.zeros(Type.FLOAT64, 3, 4);
    Tensor mask = BATCH.mask();
    PolicyBatch even = PolicyBatch.of(flat, flat, flat.sub(1), mask).withEntropies(flat, flat);
    assertThat(ClipB.standard().filter(even).tokens()).isEqualTo(9);
    assertThat(ClipV.standard().filter(even).tokens()).isEqualTo(9);
    PolicyBatch none = even.withMask(mask.and(mask.not()));
    assertThat(ClipB.standard().filter(none).tokens()).isZero();
    assertThat(ClipV.standard().filter(none).tokens()).isZero();
  }

  @Test
  void aFilterSaysWhatTheBatchLacks() {
    PolicyBatch bare =
        PolicyBatch.of(BATCH.logProbs(), BATCH.oldLogProbs(), BATCH.advantages(), BATCH.mask());
    assertThatThrownBy(() -> ClipB.standard().filter(bare))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the batch has no entropies");
    assertThatThrownBy(() -> ClipV.standard().filter(bare))
        .hasMessageContaining("discriminatorMeans");
  }

  @Test
  void aFilteredTokenCountsNowhere() {
    TokenFilter first = batch -> batch.withMask(batch.mask().and(batch.allBut(new int[] {0})));
    PolicyObjective objective = first.before(GroupRelative.tokenMean(0.2, 0.2));
    boolean[] mask = Batches.MASK.clone();
    mask[0] = false;
    assertThat(objective.loss(BATCH).value())
        .isEqualTo(
            GroupRelative.tokenMean(0.2, 0.2).loss(BATCH.withMask(Tensor.of(mask, 3, 4))).value());
    assertThat(Objects.requireNonNull(BATCH.entropies()).count()).isEqualTo(12);
  }

  @Test
  void settingsOutsideTheirRangeAreRefused() {
    assertThatThrownBy(() -> new ClipCov(1, 1, 2, 1, 5, TokenChoice.first()))
        .hasMessageContaining("share is 2.0; expected a share in [0, 1]");
    assertThatThrownBy(() -> new ClipCov(1.5, 1, 0, 1, 5, TokenChoice.first()))
        .hasMessageContaining("clipLow is 1.5");
    assertThatThrownBy(() -> new ClipCov(1, 1, 0, 6, 5, TokenChoice.first()))
        .hasMessageContaining("lower is 6.0; expected at most upper");
    assertThatThrownBy(() -> new KlCov(-1, 1)).hasMessageContaining("percent is -1.0");
    assertThatThrownBy(() -> new KlCov(1, Double.NaN)).hasMessageContaining("coefficient is NaN");
    assertThatThrownBy(() -> new ClipB(-1, Outliers.BOTH_SIDES)).hasMessageContaining("mu is -1.0");
    assertThatThrownBy(() -> new ClipV(1, 2, Outliers.BOTH_SIDES))
        .hasMessageContaining("share is 2.0");
    assertThatThrownBy(() -> new GroupRelative(-0.1, 0, 0, Aggregation.TOKEN_MEAN))
        .hasMessageContaining("clipLow is -0.1");
    assertThatThrownBy(() -> new GroupRelative(0.1, 0, -1, Aggregation.TOKEN_MEAN))
        .hasMessageContaining("beta is -1.0");
  }
}
