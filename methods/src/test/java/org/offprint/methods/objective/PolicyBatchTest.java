package org.offprint.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class PolicyBatchTest {
  private final Tensor two = Tensor.zeros(Type.FLOAT64, 2, 3);
  private final Tensor mask = Tensor.of(new boolean[6], 2, 3);

  @Test
  void aWrongShapeIsNamed() {
    assertThatThrownBy(() -> PolicyBatch.of(two, Tensor.zeros(Type.FLOAT64, 2, 4), two, mask))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("oldLogProbs has shape (2, 4), logProbs has shape (2, 3); they must be equal.");
    assertThatThrownBy(() -> PolicyBatch.of(two, two, Tensor.zeros(Type.FLOAT64, 3), mask))
        .hasMessageContaining("advantages has shape (3); expected 2");
    assertThatThrownBy(() -> PolicyBatch.of(two, two, two, Tensor.of(new boolean[4], 2, 2)))
        .hasMessageContaining("mask has shape (2, 2)");
    assertThatThrownBy(() -> PolicyBatch.of(two, two, two, two))
        .hasMessageContaining("mask is float64; expected bool");
    assertThatThrownBy(() ->
            PolicyBatch.of(Tensor.zeros(Type.FLOAT64, 6), Tensor.zeros(Type.FLOAT64, 6), two, mask))
        .hasMessageContaining("logProbs has shape (6); expected (B, T)");
  }

  @Test
  void oneAdvantageAnAnswerIsSpreadOverItsTokens() {
    PolicyBatch batch = PolicyBatch.of(two, two, Tensor.of(new double[] {1, -1}, 2), mask);
    assertThat(batch.advantages().toDoubles()).containsExactly(1, 1, 1, -1, -1, -1);
  }

  @Test
  void aPenaltyWithoutAReferenceSaysWhatIsMissing() {
    var objective = new GroupRelative(0.2, 0.2, 0.1, Aggregation.TOKEN_MEAN);
    assertThatThrownBy(() -> objective.loss(PolicyBatch.of(two, two, two, mask)))
        .hasMessageContaining("no referenceLogProbs");
  }

  @Test
  void theKlEstimateIsZeroWhereThePoliciesAgreeAndPositiveElsewhere() {
    Tensor logProbs = Batches.tensor(Batches.logProbs(1));
    assertThat(Batches.of(logProbs).withReference(logProbs, null).klToReference().toDoubles())
        .containsOnly(0);
    assertThat(Batches.of(logProbs).klToReference().min().value()).isGreaterThanOrEqualTo(0);
  }

  @Test
  void onTheFirstStepTheLossOfAnswersOfEqualLengthIsTheMeanAdvantageWithItsSignTurned() {
    Tensor logProbs = Tensor.of(new double[] {-1, -2, -0.5, -0.1}, 2, 2);
    Tensor all = Tensor.of(new boolean[] {true, true, true, true}, 2, 2);
    Tensor advantages = Tensor.of(new double[] {0.9, -0.3}, 2);
    PolicyBatch batch = PolicyBatch.of(logProbs, logProbs, advantages, all);
    assertThat(GroupRelative.standard().loss(batch).value()).isCloseTo(-0.3, offset(1e-15));
  }
}
