package org.offprint.methods.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class CmtaTest extends ModelContract<Cmta> {
  private static final Cmta.Settings TINY =
      new Cmta.Settings(5, List.of(3, 2), 6, 8, 2, 4, 3, 0.1, 1);
  private static final List<Cmta.Case> CASES = List.of(patient(1, 6, 0, false));

  private static Cmta.Case patient(long seed, int patches, int bin, boolean censored) {
    var random = new SplittableRandom(seed);
    return new Cmta.Case(
        Tensor.normal(random, 1, patches, 5),
        List.of(Tensor.normal(random, 1, 3), Tensor.normal(random, 1, 2)),
        bin,
        censored);
  }

  @Override
  protected Cmta model(Initial initial) {
    return new Cmta(initial, TINY);
  }

  @Override
  protected Tensor loss(Cmta model) {
    return model.loss(CASES);
  }

  @Test
  void aSinglePatchAndManyPatchesBothWork() {
    Cmta model = model(Initial.seeded(1));
    model.training(false);
    for (int patches : new int[] {1, 2, 17, 530}) { // 530 go through the landmarks
      try (var scope = Scope.withoutGradients()) {
        Cmta.Case one = patient(3, patches, 1, true);
        assertThat(model.risk(one.patches(), one.genes())).isBetween(-3.0, 0.0);
      }
    }
  }

  @Test
  void theMeanLossOfCasesDoesNotDependOnTheirOrder() {
    Cmta model = model(Initial.seeded(1));
    model.training(false);
    Cmta.Case one = patient(1, 4, 0, false);
    Cmta.Case other = patient(2, 9, 2, true);
    assertThat(model.loss(List.of(one, other)).value())
        .isCloseTo(model.loss(List.of(other, one)).value(), within(1e-6));
  }

  @Test
  void theAlignmentMovesTheTranslationAndNotWhatItIsComparedWith() {
    Tensor p = Tensor.of(new double[] {1, 2}, 1, 2).requireGradient();
    Tensor pHat = Tensor.of(new double[] {3, 2.5}, 1, 2).requireGradient();
    Cmta.alignment(p, pHat, p, pHat).backward();
    assertThat(p.gradient()).isNull();
    assertThat(pHat.gradient()).isNotNull();
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    Cmta model = model(Initial.seeded(1));
    Cmta.Case good = CASES.getFirst();
    assertThatThrownBy(() -> model.apply(Tensor.zeros(Type.FLOAT32, 4, 6), good.genes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("patches has shape (4, 6); expected 5");
    assertThatThrownBy(() -> model.apply(Tensor.zeros(Type.FLOAT32, 0, 5), good.genes()))
        .hasMessageContaining("no patch");
    assertThatThrownBy(() -> model.apply(good.patches(), good.genes().subList(0, 1)))
        .hasMessageContaining("1 gene groups; expected 2");
    assertThatThrownBy(() ->
            model.apply(
                good.patches(), List.of(good.genes().get(0), Tensor.zeros(Type.FLOAT32, 3))))
        .hasMessageContaining("genes[1] has shape (3); expected 2");
    assertThatThrownBy(
            () -> model.loss(List.of(new Cmta.Case(good.patches(), good.genes(), 3, false))))
        .hasMessageContaining("labels[0] = 3 is out of range: expected 0 to 2");
    assertThatThrownBy(() -> model.loss(List.of())).hasMessageContaining("no case");
    assertThat(
            model
                .apply(Tensor.full(Double.NaN, Type.FLOAT32, 2, 5), good.genes())
                .logits()
                .toDoubles())
        .contains(Double.NaN);
    assertThatThrownBy(() -> new Cmta.Settings(5, List.of(), 6, 8, 2, 4, 3, 0.1, 1))
        .hasMessageContaining("one group or more");
    assertThatThrownBy(() ->
            new Cmta(Initial.seeded(1), new Cmta.Settings(5, List.of(2), 6, 8, 3, 4, 3, 0.1, 1)))
        .hasMessageContaining("a width of 8 does not divide into 3 heads");
    assertThat(Cmta.Settings.standard(List.of(80)).width()).isEqualTo(256);
  }

  @Test
  void landmarksThatAreAllTokensGiveFullAttention() {
    var random = new SplittableRandom(2);
    Tensor a = Tensor.normal(random, 0.3, Type.FLOAT64, 1, 5, 5).softmax(-1);
    Tensor near = a.add(Tensor.eye(5, Type.FLOAT64));
    Tensor inverse = NystromAttention.pseudoInverse(near, 12);
    assertThat(near.matmul(inverse).sub(Tensor.eye(5, Type.FLOAT64)).abs().max().value())
        .isLessThan(1e-9);

    var initial = new Initial(new SplittableRandom(5), Type.FLOAT64);
    var through = new NystromAttention(initial, 4, 1, 6, 40, 0);
    var exact =
        new NystromAttention(new Initial(new SplittableRandom(5), Type.FLOAT64), 4, 1, 6, 40, 100);
    // Twice the same six tokens: the six landmarks are means of two neighbours that are alike
    Tensor tokens = Tensor.normal(random, 3, Type.FLOAT64, 1, 6, 4).repeatInterleave(2, 1);
    assertThat(through.apply(tokens).sub(exact.apply(tokens)).abs().max().value()).isLessThan(1e-3);
  }
}
