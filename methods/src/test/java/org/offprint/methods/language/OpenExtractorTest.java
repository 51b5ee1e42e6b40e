package org.offprint.methods.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.ModelContract;
import org.offprint.methods.language.MixtureOfLoras.Renormalisation;
import org.offprint.methods.language.OpenExtractor.Settings;
import org.offprint.methods.language.OpenExtractor.Stage;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

class OpenExtractorTest extends ModelContract<OpenExtractor> {
  private static final Settings TINY = new Settings(9, 6, 4, 1, 2, 6, 4, 1, 2, 3, 2, 1, 0.1);
  private static final Tensor TOKENS = Tensor.of(new long[] {1, 4, 5, 6, 7, 1, 8, 3, 2, 0}, 2, 5);
  private static final Tensor PREDICATES =
      Tensor.of(new long[] {2, 2, 0, 1, 2, 2, 2, 0, 2, -100}, 2, 5);
  private static final Tensor ARGUMENTS =
      Tensor.of(new long[] {8, 0, 8, 8, 2, 8, 0, 8, 2, -100}, 2, 5);

  @Override
  protected OpenExtractor model(Initial initial) {
    return new OpenExtractor(initial, TINY);
  }

  @Override
  protected Tensor loss(OpenExtractor model) {
    return model.loss(TOKENS, PREDICATES, ARGUMENTS);
  }

  private static Initial inDoubles() {
    return new Initial(new SplittableRandom(4), Type.FLOAT64);
  }

  private static MixtureOfLoras mixture() {
    var initial = inDoubles();
    var mixture = new MixtureOfLoras(initial, 3, 2, 4, 2, 1);
    mixture.load(
        java.util.Map.of(
            "router", initial.normal(1, 4, 3),
            "down", initial.normal(1, 4, 2, 3),
            "up", initial.normal(1, 4, 2, 2)));
    return mixture;
  }

  @Test
  void everyStageLowersTheLossAndMovesOnlyItsOwn() {
    OpenExtractor model = model(Initial.seeded(1));
    for (Stage stage : Stage.values()) {
      model.stage(stage);
      assertThat(named(model, "embedding.weight").requiresGradient())
          .isEqualTo(stage == Stage.EMBEDDINGS);
      assertThat(named(model, "layers.0.attention.query.weight").requiresGradient())
          .isEqualTo(stage == Stage.ENCODER);
      assertThat(named(model, "layers.0.attention.query.adapter.router").requiresGradient())
          .isEqualTo(stage == Stage.ADAPTERS);
      assertThat(named(model, "arguments.weight").requiresGradient()).isTrue();
      model.training(false);
      double before = loss(model).value();
      Training.of(model, Optimiser.adamW(model.trainable(), 0.01, 0)).run(20, step -> loss(model));
      model.training(false);
      assertThat(loss(model).value()).as(stage.name()).isLessThan(before);
    }
  }

  @Test
  void theMixtureStandsWhereThePaperPutsIt() {
    OpenExtractor model = model(Initial.seeded(1));
    assertThat(model.mixtures()).hasSize(6); // query, key, value, out, gate and up of one layer
    assertThat(model.parameters()).doesNotContainKey("layers.0.feed_forward.down.adapter.router");
  }

  @Test
  void anUntrainedMixtureChangesNothing() {
    var fresh = new MixtureOfLoras(inDoubles(), 3, 2, 4, 2, 1);
    assertThat(fresh.change(Tensor.ones(Type.FLOAT64, 2, 5, 3)).toDoubles()).containsOnly(0);
  }

  @Property(seed = "1", tries = 50)
  void keptWeightsSumToOneWhereTheyAreRenormalised(
      @ForAll @IntRange(min = 1, max = 4) int k, @ForAll Renormalisation how) {
    MixtureOfLoras mixture = mixture();
    mixture.keepTop(k, how);
    Tensor g = mixture.weights(Tensor.normal(new SplittableRandom(k), 1, Type.FLOAT64, 5, 3));
    long zeros = g.isEqual(0).to(Type.INT64).sum().toLongs()[0];
    assertThat(zeros).isEqualTo(how == Renormalisation.SECOND_SOFTMAX ? 0 : 5 * (4 - k));
    if (how != Renormalisation.NONE || k == 4) {
      assertThat(g.sum(1, false).toDoubles())
          .containsExactly(new double[] {1, 1, 1, 1, 1}, offset(1e-12));
    }
  }

  @Test
  void theGradientOfTheMixtureIsItsSlope() {
    var random = new SplittableRandom(5);
    double[] x = new double[12];
    java.util.Arrays.setAll(x, i -> random.nextGaussian());
    MixtureOfLoras mixture = mixture();
    Gradients.assertSlope(t -> mixture.change(t).square().sum(), x, 2, 2, 3);
    mixture.keepTop(2, Renormalisation.BY_SUM);
    Gradients.assertSlope(t -> mixture.change(t).square().sum(), x, 2, 2, 3);
  }

  @Test
  void paddingIsSeenByNobody() {
    OpenExtractor model = new OpenExtractor(inDoubles(), TINY);
    model.training(false);
    Tensor padded = Tensor.concat(1, TOKENS, Tensor.zeros(Type.INT64, 2, 1));
    assertThat(model.states(padded).narrow(1, 0, 5).toDoubles())
        .containsExactly(model.states(TOKENS).toDoubles(), offset(1e-12));
    assertThat(model.states(Tensor.zeros(Type.INT64, 1, 4)).allFinite()).isTrue();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    OpenExtractor model = model(Initial.seeded(1));
    Tensor states = model.states(TOKENS);
    assertThatThrownBy(() -> model.arguments(states, PREDICATES.isEqual(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 of 2 sentences mark no predicate");
    assertThatThrownBy(() -> model.arguments(states, PREDICATES))
        .hasMessageContaining("predicate is int64; expected bool");
    assertThatThrownBy(() -> model.loss(TOKENS, PREDICATES.narrow(1, 0, 4), ARGUMENTS))
        .hasMessageContaining("predicateTags has shape (2, 4)");
    assertThatThrownBy(() -> model.loss(TOKENS, PREDICATES, ARGUMENTS.add(1)))
        .hasMessageContaining("argumentTags[0] = 9 is not a class");
    assertThatThrownBy(() -> model.states(Tensor.zeros(Type.INT64, 1, 7)))
        .hasMessageContaining("sentence length is 7");
    assertThatThrownBy(() -> mixture().keepTop(5, Renormalisation.NONE))
        .hasMessageContaining("K is 5");
    assertThatThrownBy(() -> mixture().change(Tensor.zeros(Type.FLOAT64, 2, 3)))
        .hasMessageContaining("x has shape (2, 3); expected (B, T, in)");
  }

  private static Tensor named(org.offprint.methods.layer.Block model, String name) {
    return java.util.Objects.requireNonNull(model.parameters().get(name), name);
  }
}
