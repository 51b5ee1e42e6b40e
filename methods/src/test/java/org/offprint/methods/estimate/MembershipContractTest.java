package org.offprint.methods.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Family;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What every membership score promises, and the facts of each.
class MembershipContractTest {
  private static final long[] COUNTS = {900, 90, 9, 0, 0, 30};

  static List<MembershipScore> scores() {
    return List.of(
        DcPdd.of(COUNTS).withLimit(0.5),
        MeanLogProb.standard(),
        MinK.standard(),
        new MinK(0.2, true));
  }

  @Test
  void everyScoreOfThePackageIsHere() {
    assertThat(Family.classes("org.offprint.methods.estimate", MembershipScore.class))
        .isSubsetOf(scores().stream().map(Object::getClass).toList())
        .allMatch(one -> one.isAnnotationPresent(Source.class));
  }

  @ParameterizedTest
  @MethodSource("scores")
  void aTextThatTheModelKnowsScoresHigher(MembershipScore score) {
    long[] ids = {3, 1, 2, 4, 0, 5, 4, 3, 1, 2};
    Tensor logits = Tensor.normal(new SplittableRandom(1), 1, Type.FLOAT64, 10, 6);
    Tensor own = Tensor.of(ids, 10).oneHot(6).to(Type.FLOAT64);
    assertThat(score.of(ScoredTokens.of(logits.add(own.mul(4)), ids)))
        .isGreaterThan(score.of(ScoredTokens.of(logits.sub(own.mul(2)), ids)));
  }

  @ParameterizedTest
  @MethodSource("scores")
  void anEmptyTextHasNoScore(MembershipScore score) {
    assertThat(score.of(ScoredTokens.of(Tensor.zeros(Type.FLOAT64, 0, 6)))).isNaN();
  }

  @ParameterizedTest
  @MethodSource("scores")
  void nanSurfaces(MembershipScore score) {
    double[] logProbs = new double[10];
    Arrays.fill(logProbs, -1);
    logProbs[4] = Double.NaN;
    assertThat(score.of(ScoredTokens.of(new long[] {0, 1, 2, 3, 4, 5, 0, 1, 2, 3}, logProbs)))
        .isNaN();
  }

  @ParameterizedTest
  @MethodSource("scores")
  void logitsOfAThousandStayFinite(MembershipScore score) {
    double[] logits = new double[10 * 6];
    Arrays.setAll(logits, i -> i % 3 == 2 ? -1000 : 1000 - i % 3);
    long[] ids = {0, 1, 2, 3, 4, 5, 0, 1, 2, 3};
    assertThat(score.of(ScoredTokens.of(Tensor.of(logits, 10, 6), ids))).isFinite();
  }

  @Test
  void commonWordsCountLittleAndRareOnesMuch() {
    DcPdd scorer = DcPdd.of(COUNTS).withLimit(10);
    ScoredTokens text = ScoredTokens.of(new long[] {0, 3}, new double[] {-0.1, -0.1});
    double[] terms = scorer.terms(text);
    assertThat(terms[1]).isGreaterThan(10 * terms[0]);
    assertThat(Arrays.stream(scorer.withLimit(0.2).terms(text)).max()).hasValue(0.2);
  }

  @Test
  void aPositionWhereTheModelIsCertainIsLeftOutOfTheStandardisedScore() {
    var text =
        new ScoredTokens(
            new long[] {0, 1}, new double[] {0, -2}, new double[] {0, -1}, new double[] {1e-30, 1});
    assertThat(MinK.standardised(text)).containsExactly(-1);
  }

  @Test
  void tooShortATextHasNoMinK() {
    assertThat(MinK.standard().of(ScoredTokens.of(new long[4], new double[4]))).isNaN();
    assertThat(MinK.standard().of(ScoredTokens.of(new long[5], new double[5]))).isZero();
  }

  @Test
  void repeatedTextCompressesBetterAndRatiosTurnTheSign() {
    assertThat(MeanLogProb.compressedBytes("abc ".repeat(500))).isLessThan(50);
    ScoredTokens text = ScoredTokens.of(new long[1], new double[] {-2});
    ScoredTokens other = ScoredTokens.of(new long[1], new double[] {-4});
    assertThat(MeanLogProb.standard().ratio(text, other)).isCloseTo(-0.5, offset(1e-12));
    assertThat(MeanLogProb.standard().perCompressedByte(text, "a")).isNegative();
  }

  @Test
  void wrongInputIsRefusedByName() {
    assertThatThrownBy(() -> ScoredTokens.of(Tensor.zeros(Type.FLOAT64, 2, 3), 0, 3))
        .hasMessageContaining("ids[1] = 3 is out of range");
    assertThatThrownBy(() -> ScoredTokens.of(Tensor.zeros(Type.FLOAT64, 2, 3), 0))
        .hasMessageContaining("logits has shape (2, 3)");
    assertThatThrownBy(() -> ScoredTokens.of(new long[2], new double[3]))
        .hasMessageContaining("2 tokens, 3 log-probabilities");
    assertThatThrownBy(() -> ScoredTokens.of(new long[1], new double[] {0.5}))
        .hasMessageContaining("logProbs[0] is 0.5");
    assertThatThrownBy(() -> DcPdd.of(1, -2)).hasMessageContaining("counts[1] is -2");
    assertThatThrownBy(() -> DcPdd.of(1, 2).withLimit(0)).hasMessageContaining("limit is 0.0");
    assertThatThrownBy(() -> DcPdd.of(1, 2).of(ScoredTokens.of(new long[] {2}, new double[1])))
        .hasMessageContaining("ids[0] = 2 is out of range");
    assertThatThrownBy(() -> new MinK(0, true)).hasMessageContaining("share is 0.0");
  }

  @Property(seed = "1", tries = 100)
  void theScoreLiesBetweenNothingAndTheLimit(@ForAll @Size(min = 1, max = 40) List<Byte> tokens) {
    long[] ids = tokens.stream().mapToLong(token -> Math.floorMod(token, 6)).toArray();
    double[] logProbs = tokens.stream().mapToDouble(token -> -Math.abs(token) / 16.0).toArray();
    double score = DcPdd.of(COUNTS).withLimit(0.3).of(ScoredTokens.of(ids, logProbs));
    assertThat(score).isBetween(0.0, 0.3 + 1e-12);
  }
}
