package org.offprint.methods.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.KeyValues;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.Lora;
import org.offprint.methods.model.Decoder.Settings;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Checkpoint;
import org.offprint.methods.train.Training;

class DecoderTest extends ModelContract<Decoder> {
  private static final Settings TINY = new Settings(7, 8, 8, 2, 2, 1, 12, 10_000, 0);
  private static final Tensor TEXT =
      Tensor.of(new long[] {1, 2, 3, 4, 5, 6, 0, 1, 3, 5, 0, 2, 4, 6}, 2, 7);

  @Override
  protected Decoder model(Initial initial) {
    return new Decoder(initial, TINY);
  }

  @Override
  protected Tensor loss(Decoder model) {
    return model.loss(TEXT);
  }

  private static Decoder inDoubles() {
    return new Decoder(new Initial(new SplittableRandom(9), Type.FLOAT64), TINY);
  }

  @Property(seed = "1", tries = 20)
  void stepByStepGivesTheLogitsOfTheWholeText(@ForAll @IntRange(min = 1, max = 6) int first) {
    Decoder model = inDoubles();
    try (var scope = new Scope()) {
      double[] whole = model.apply(TEXT).toDoubles();
      List<KeyValues> cache = model.cache(2);
      Tensor begun = model.next(TEXT.narrow(1, 0, first), cache);
      Tensor steps = begun;
      for (int t = first; t < 7; t++) {
        steps = Tensor.concat(1, steps, model.next(TEXT.narrow(1, t, 1), cache));
      }
      assertThat(steps.toDoubles()).containsExactly(whole, offset(1e-12));
    }
  }

  @Test
  void noPositionSeesALaterOne() {
    Decoder model = inDoubles();
    double[] before = model.apply(TEXT).narrow(1, 0, 4).toDoubles();
    Tensor changed = Tensor.concat(1, TEXT.narrow(1, 0, 4), TEXT.narrow(1, 0, 3));
    assertThat(model.apply(changed).narrow(1, 0, 4).toDoubles())
        .containsExactly(before, offset(1e-14));
  }

  @Test
  void aTrainedModelContinuesTheTextItLearned() {
    Decoder model = model(Initial.seeded(1));
    Tensor count = Tensor.of(new long[] {0, 1, 2, 3, 4, 5, 6, 0}, 1, 8);
    Training.of(model, Optimiser.adamW(model.trainable(), 0.02, 0))
        .run(80, step -> model.loss(count));
    assertThat(model.generate(new long[] {0, 1, 2, 3}, 4, DecoderTest::best))
        .containsExactly(4, 5, 6, 0);
  }

  private static int best(double[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  @Test
  void aSavedModelIsBuiltAgainFromItsCheckpoint(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("model.safetensors");
    Decoder model = model(Initial.seeded(1));
    Checkpoint.of(model, model.settings()).save(file);

    Checkpoint saved = Checkpoint.load(file);
    Decoder again = new Decoder(Initial.seeded(0), saved.settings(Settings.class));
    again.load(saved.tensors());
    assertThat(again.apply(TEXT).toDoubles()).containsExactly(model.apply(TEXT).toDoubles());
  }

  @Test
  void anAdapterChangesNothingUntilItIsTrainedAndThenAloneMoves() {
    Decoder model = model(Initial.seeded(2));
    double[] before = model.apply(TEXT).toDoubles();
    model.freeze();
    Map<String, Linear> layers = model.parts(Linear.class);
    assertThat(layers).containsKeys("layers.0.attention.query", "layers.1.feed_forward.down");
    layers.forEach((name, linear) -> {
      if (name.endsWith("query") || name.endsWith("value")) {
        Lora.on(linear, Initial.seeded(3), 2, 1);
      }
    });
    assertThat(model.apply(TEXT).toDoubles()).containsExactly(before);
    assertThat(model.trainable()).hasSize(8);

    Map<String, Tensor> all = model.parameters();
    Tensor weight = Objects.requireNonNull(all.get("layers.0.attention.query.weight"));
    double[] frozen = weight.toDoubles();
    Training.of(model, Optimiser.adamW(model.trainable(), 0.02, 0)).run(5, step -> loss(model));
    assertThat(weight.toDoubles()).containsExactly(frozen);
    assertThat(model.apply(TEXT).toDoubles()).isNotEqualTo(before);
  }

  @Test
  void textsThatDoNotFitAreRefused() {
    Decoder model = model(Initial.seeded(1));
    assertThatThrownBy(() -> model.apply(Tensor.zeros(Type.INT64, 1, 9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text length is 9");
    assertThatThrownBy(() -> model.apply(Tensor.zeros(Type.INT64, 1, 0)))
        .hasMessageContaining("text length is 0");
    assertThatThrownBy(() -> model.apply(Tensor.zeros(Type.INT64, 4)))
        .hasMessageContaining("tokens has shape (4); expected (B, T)");
    assertThatThrownBy(() -> model.apply(Tensor.zeros(Type.FLOAT32, 1, 4)))
        .hasMessageContaining("tokens is float32; expected int64");
    assertThatThrownBy(() -> model.apply(Tensor.of(new long[] {1, 7}, 1, 2)))
        .hasMessageContaining("tokens[1] = 7");
    assertThatThrownBy(() -> model.loss(Tensor.zeros(Type.INT64, 2, 1)))
        .hasMessageContaining("2 or more");
    assertThatThrownBy(() -> model.generate(new long[] {1}, 9, logits -> 0))
        .hasMessageContaining("text length is 1");
  }

  @Property(seed = "1", tries = 50)
  void settingsThatDoNotFitAreRefused(
      @ForAll @IntRange(min = -1, max = 9) int width,
      @ForAll @IntRange(min = -1, max = 5) int heads,
      @ForAll @IntRange(min = -1, max = 5) int keyValueHeads) {
    boolean fits =
        width >= 2
            && heads >= 1
            && keyValueHeads >= 1
            && width % (2 * heads) == 0
            && heads % keyValueHeads == 0;
    if (fits) {
      var settings = new Settings(3, 4, width, 1, heads, keyValueHeads, 4, 10_000, 0);
      new Decoder(Initial.seeded(1), settings).apply(Tensor.zeros(Type.INT64, 1, 2));
    } else {
      assertThatThrownBy(() -> new Settings(3, 4, width, 1, heads, keyValueHeads, 4, 10_000, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("heads");
    }
  }

  @Test
  void nanInAWeightSurfaces() {
    Decoder model = model(Initial.seeded(1));
    try (var scope = Scope.withoutGradients()) {
      model.trainable().getLast().mulInPlace(Double.NaN);
    }
    assertThat(model.loss(TEXT).value()).isNaN();
  }
}
