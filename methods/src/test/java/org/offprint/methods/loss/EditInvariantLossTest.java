package org.offprint.methods.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.loss.EditInvariantLoss.Form;
import org.offprint.methods.loss.EditInvariantLoss.Noise;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class EditInvariantLossTest {
  private static final Tensor TARGETS = Tensor.of(new long[] {1, 4, 2, 5, 3, 3, 1, 0}, 2, 4);

  @Property(seed = "1", tries = 50)
  void theOrderOfTheWholeLengthIsCrossEntropy(@ForAll @IntRange(min = 1, max = 1000) int seed) {
    Tensor logits = Tensor.normal(new SplittableRandom(seed), 1, Type.FLOAT64, 2, 4, 6);
    assertThat(new EditInvariantLoss(List.of(0)).apply(logits, TARGETS).value())
        .isCloseTo(CrossEntropy.standard().apply(logits, TARGETS).value(), offset(1e-9));
    // The paper's form does not divide by the length
    var paper = new EditInvariantLoss(List.of(0), Form.PAPER, Double.NEGATIVE_INFINITY, -100);
    assertThat(paper.apply(logits, TARGETS).value() / 4)
        .isCloseTo(CrossEntropy.standard().apply(logits, TARGETS).value(), offset(1e-9));
  }

  @Test
  void aShiftedOutputCostsLessThanAShuffledOne() {
    var loss = new EditInvariantLoss(List.of(2));
    Tensor target = Tensor.of(new long[] {0, 1, 2, 3, 4}, 1, 5);
    double aligned = loss.apply(certainOf(0, 1, 2, 3, 4), target).value();
    double shifted = loss.apply(certainOf(4, 0, 1, 2, 3), target).value();
    double shuffled = loss.apply(certainOf(2, 4, 1, 0, 3), target).value();
    assertThat(aligned).isLessThan(shifted);
    assertThat(shifted).isLessThan(0.7 * shuffled);
  }

  private static Tensor certainOf(long... tokens) {
    return Tensor.of(tokens, 1, tokens.length).oneHot(6).to(Type.FLOAT64).mul(8);
  }

  @Test
  void everyFormHasItsGradientWithNoiseToo() {
    double[] logits = Tensor.normal(new SplittableRandom(3), 1, Type.FLOAT64, 2, 4, 6).toDoubles();
    for (Form form : Form.values()) {
      var loss = new EditInvariantLoss(List.of(1, 2, -1), form, -20, -100);
      Gradients.assertSlope(
          x -> loss.apply(x, TARGETS, Noise.gumbel(new SplittableRandom(4))), logits, 2, 4, 6);
    }
  }

  @Test
  void paddingTakesNoPart() {
    Tensor logits = Tensor.normal(new SplittableRandom(3), 1, Type.FLOAT64, 1, 4, 6);
    Tensor padded = Tensor.of(new long[] {1, 4, -100, -100}, 1, 4);
    var loss = new EditInvariantLoss(List.of(1, 2));
    // The two places that are ignored are places of the target: the output keeps its four
    assertThat(loss.apply(logits, padded).value())
        .isCloseTo(loss.apply(logits, padded.narrow(1, 0, 2)).value(), offset(1e-12));
  }

  @Test
  void aRowOfPaddingAddsNothingAndAnEmptyBatchIsNotANumber() {
    var loss = EditInvariantLoss.standard();
    Tensor logits = Tensor.normal(new SplittableRandom(3), 1, Type.FLOAT64, 2, 4, 6);
    Tensor half = Tensor.of(new long[] {1, 4, 2, 5, -100, -100, -100, -100}, 2, 4);
    assertThat(loss.apply(logits, half).value())
        .isCloseTo(
            loss.apply(logits.narrow(0, 0, 1), half.narrow(0, 0, 1)).value() / 2, offset(1e-12));
    assertThat(
            loss.apply(Tensor.zeros(Type.FLOAT64, 0, 4, 6), Tensor.zeros(Type.INT64, 0, 4)).value())
        .isNaN();
  }

  @Test
  void outputAndTargetMayHaveDifferentLengths() {
    Tensor logits = Tensor.normal(new SplittableRandom(3), 1, Type.FLOAT64, 2, 7, 6);
    assertThat(EditInvariantLoss.standard().apply(logits, TARGETS).value()).isPositive();
    assertThat(new EditInvariantLoss(List.of(6)).apply(logits, TARGETS).value()).isPositive();
  }

  @Test
  void crossEntropyIsMixedIn() {
    Tensor logits = Tensor.normal(new SplittableRandom(3), 1, Type.FLOAT64, 2, 4, 6);
    var loss = EditInvariantLoss.standard();
    assertThat(loss.withCrossEntropy(logits, TARGETS, null, 0.8, 0.2).value())
        .isCloseTo(
            0.8 * loss.apply(logits, TARGETS).value()
                + 0.2 * CrossEntropy.standard().apply(logits, TARGETS).value(),
            offset(1e-12));
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    assertThatThrownBy(() -> new EditInvariantLoss(List.of())).hasMessageContaining("orders");
    assertThatThrownBy(() -> new EditInvariantLoss(List.of(1), Form.RELEASED, 0, -100))
        .hasMessageContaining("floor is 0.0");
    assertThatThrownBy(
            () -> EditInvariantLoss.standard().apply(Tensor.zeros(Type.FLOAT32, 2, 4, 5), TARGETS))
        .hasMessageContaining("targets[3] = 5 is not a class");
  }
}
