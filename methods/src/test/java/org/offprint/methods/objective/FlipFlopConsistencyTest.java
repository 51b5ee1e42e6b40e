package org.offprint.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.objective.FlipFlopConsistency.Branch;
import org.offprint.methods.objective.FlipFlopConsistency.Vote;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class FlipFlopConsistencyTest {
  private static final FlipFlopConsistency METHOD =
      new FlipFlopConsistency(3, 1.4, 0.05, 0.35, 2.2, 0.4, 0.35, 0.2);
  private static final double[][] SPLIT = {
    {-0.2, -1.6, -3.0},
    {-0.5, -0.9, -2.0},
    {-1.2, -0.4, -2.2},
    {-0.1, -2.5, -3.1},
    {-0.6, -1.1, -1.0}
  };
  private static final double[][] STRONG = {
    {-0.1, -3}, {-0.1, -3}, {-0.1, -3}, {-0.1, -3}, {-0.1, -3}
  };
  private static final double[][] HALF = {{-1, -2}, {-1, -2}, {-2, -1}, {-2, -1}, {-3, -3.5, -3}};
  private static final boolean[] MASK = {
    true, true, true, true, true, false, true, false, false, true, true, true, true, true, false
  };
  private static final long[] TOKENS = {0, 1, 2, 0, 1, 0, 3, 0, 0, 0, 1, 2, 2, 2, 0};

  private static Tensor mask() {
    return Tensor.of(MASK, 5, 3);
  }

  private static Tensor tokens() {
    return Tensor.of(TOKENS, 5, 3);
  }

  private static double[] logits(long seed, double size) {
    return new SplittableRandom(seed).doubles(60, -size, size).toArray();
  }

  /// The flip term's target has no gradient, so the slope is checked where the teachers' logits are
  /// held still.
  @Test
  void theGradientOfEveryBranchIsItsSlope() {
    for (double[][] scores :
        new double[][][] {STRONG, {{-1, -2}, {-1, -2}, {-2, -1}, {-1, -2}, {-2, -1}}}) {
      Vote vote = new FlipFlopConsistency(1, 1.4, 0, 1, 1, 0.4, 0.3, 0.2).vote(scores);
      Gradients.assertSlope(
          x ->
              new FlipFlopConsistency(1, 1.4, 0, 1, 1, 0.4, 0.3, 0.2)
                  .loss(vote, x, tokens(), mask()),
          logits(1, 2),
          5,
          3,
          4);
    }
    Vote split = METHOD.vote(SPLIT);
    double[] logits = logits(2, 2);
    double[] students = Arrays.copyOfRange(logits, 24, 36); // rendering 2 is a student
    Gradients.assertSlope(
        x ->
            METHOD.loss(
                split,
                Tensor.concat(
                    0,
                    Tensor.of(Arrays.copyOf(logits, 24), 2, 3, 4),
                    x,
                    Tensor.of(Arrays.copyOfRange(logits, 36, 60), 2, 3, 4)),
                tokens(),
                mask()),
        students,
        1,
        3,
        4);
  }

  @Test
  void thePaddingIsNeverLookedAt() {
    Vote vote = METHOD.vote(SPLIT);
    double[] logits = logits(3, 2);
    double[] other = logits.clone();
    long[] tokens = TOKENS.clone();
    for (int i = 0; i < MASK.length; i++) {
      if (!MASK[i]) {
        Arrays.fill(other, 4 * i, 4 * i + 4, 7.5 * i);
        tokens[i] = -100;
      }
    }
    assertThat(
            METHOD.loss(vote, Tensor.of(other, 5, 3, 4), Tensor.of(tokens, 5, 3), mask()).value())
        .isCloseTo(
            METHOD.loss(vote, Tensor.of(logits, 5, 3, 4), tokens(), mask()).value(), offset(1e-12));
  }

  @Test
  void renderingsThatAgreeInEverythingHaveNoDivergence() {
    Tensor same = Tensor.of(Arrays.copyOf(logits(4, 2), 12), 1, 3, 4).repeat(5, 1, 1);
    Tensor all = tokens().isAtLeast(0);
    FlipFlopConsistency.Terms terms = METHOD.terms(METHOD.vote(SPLIT), same, tokens(), all);
    assertThat(terms.divergence().value()).isCloseTo(0, offset(1e-15));
    assertThat(terms.flip().value()).isCloseTo(0, offset(1e-15));
  }

  @Test
  void extremeLogitsStayFiniteAndNanSurfaces() {
    Vote vote = METHOD.vote(SPLIT);
    for (Type type : new Type[] {Type.FLOAT32, Type.FLOAT64}) {
      Tensor x = Tensor.of(logits(5, 1), 5, 3, 4).sign().mul(100).to(type).requireGradient();
      Tensor loss = METHOD.loss(vote, x, tokens(), mask());
      loss.backward();
      assertThat(loss.value()).isFinite();
      assertThat(java.util.Objects.requireNonNull(x.gradient()).allFinite()).isTrue();
    }
    double[] logits = logits(5, 1);
    logits[0] = Double.NaN;
    assertThat(METHOD.loss(vote, Tensor.of(logits, 5, 3, 4), tokens(), mask()).value()).isNaN();
  }

  @Test
  void withoutAStrictMajorityThereIsNoLossAndNoGradient() {
    double[][] half = {{-1, -2}, {-1, -2}, {-2, -1}, {-2, -1}};
    Vote vote = METHOD.vote(half);
    assertThat(vote.branch()).isEqualTo(Branch.NO_MAJORITY);
    Tensor x = Tensor.of(Arrays.copyOf(logits(6, 1), 48), 4, 3, 4).requireGradient();
    Tensor loss = METHOD.loss(vote, x, tokens().narrow(0, 0, 4), mask().narrow(0, 0, 4));
    loss.backward();
    assertThat(loss.value()).isZero();
    assertThat(java.util.Objects.requireNonNull(x.gradient()).abs().max().value()).isZero();
  }

  @Test
  void oneAnswerChoiceHasItsMarginAgainstNothing() {
    Vote vote = METHOD.vote(new double[][] {{2}, {3}});
    assertThat(vote.margins()).containsExactly(2, 3);
    assertThat(vote.branch()).isEqualTo(Branch.STRONG);
  }

  @Property(seed = "1", tries = 100)
  void everyVoteIsWhole(@ForAll long seed, @ForAll @IntRange(min = 2, max = 7) int renderings) {
    var random = new SplittableRandom(seed);
    double[][] scores = new double[renderings][];
    Arrays.setAll(scores, v -> random.doubles(3, -3, 0).toArray());
    Vote vote = METHOD.vote(scores);
    assertThat(Arrays.stream(vote.counts()).sum()).isEqualTo(renderings);
    if (vote.branch() == Branch.SPLIT) {
      assertThat(vote.teachers().length + vote.students().length).isEqualTo(renderings);
      assertThat(vote.weight()).isBetween(0.05, 0.35);
    } else {
      assertThat(vote.teachers()).isEmpty();
    }
    assertThat(FlipFlopConsistency.agreement(vote.predictions())).isBetween(0.0, 1.0);
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    assertThatThrownBy(() -> METHOD.vote(new double[][] {{-1, -2}}))
        .hasMessageContaining("the number of renderings is 1.0; expected 2 or more");
    assertThatThrownBy(() -> METHOD.vote(HALF))
        .hasMessageContaining("the length of scores[4] is 3.0; expected 2");
    assertThatThrownBy(() -> METHOD.vote(new double[][] {{-1}, {Double.NaN}}))
        .hasMessageContaining("scores[1][0] is NaN");
    Vote vote = METHOD.vote(SPLIT);
    Tensor logits = Tensor.zeros(Type.FLOAT64, 5, 3, 4);
    assertThatThrownBy(() -> METHOD.loss(vote, logits.narrow(0, 0, 4), tokens(), mask()))
        .hasMessageContaining("logits has shape (4, 3, 4); expected 5");
    assertThatThrownBy(() -> METHOD.loss(vote, logits, tokens().narrow(1, 0, 2), mask()))
        .hasMessageContaining("tokens has shape (5, 2)");
    assertThatThrownBy(() -> METHOD.loss(vote, logits, tokens(), mask().and(mask().not())))
        .hasMessageContaining("the number of tokens of rendering 0 is 0.0");
    long[] wrong = TOKENS.clone();
    wrong[1] = 4;
    assertThatThrownBy(() -> METHOD.loss(vote, logits, Tensor.of(wrong, 5, 3), mask()))
        .hasMessageContaining("tokens[1] = 4 is out of range");
    assertThatThrownBy(() -> new FlipFlopConsistency(0, 1, 0, 1, 1, 1, 1, 1))
        .hasMessageContaining("topK is 0");
    assertThatThrownBy(() -> FlipFlopConsistency.agreement(1))
        .hasMessageContaining("the number of renderings");
  }
}
