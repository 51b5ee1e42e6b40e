package org.offprint.methods.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Family;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What every language model of the package promises, and that no method of the package is
/// forgotten.
class LanguageContractTest {
  private static final Tensor TEXT =
      Tensor.of(new long[] {7, 200, 31, 255, 0, 9, 9, 14, 88, 1, 2, 3}, 2, 6);

  /// For tests that leave a model as it is.
  private static final List<LanguageModel> SHARED = models().map(Named::getPayload).toList();

  static Stream<Named<LanguageModel>> models() {
    return Family.members("org.offprint.methods.language", LanguageModel.class);
  }

  @Test
  void theScanFindsTheFamily() {
    assertThat(
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
                .importPackages("org.offprint.methods.language").stream()
                    .filter(type -> type.isAnnotatedWith(Source.class))
                    .map(JavaClass::getSimpleName))
        .containsExactlyInAnyOrder(MEMBERS);
    assertThat(models().map(Named::getName))
        .containsExactlyInAnyOrder("ChainDecoder", "EntropyGuidedDecoder", "MixtureDecoder");
  }

  private static final String[] MEMBERS = {
    "ChainClassifier",
    "ChainDecoder",
    "CrossEntropySearch",
    "EntropyGuidedDecoder",
    "EntropyRegulariser",
    "ForwardOnlyNetwork",
    "GroupQuantiser",
    "MixtureDecoder",
    "OpenExtractor",
    "RandomBlockAttention",
    "RotaryAlibi",
    "SkillPack",
    "StaircaseCache",
    "SubwordMerges",
    "UnigramVocabulary",
    "XCross"
  };

  private static Tensor quiet(LanguageModel model, Tensor tokens) {
    ((Block) model).training(false);
    return model.apply(tokens);
  }

  @ParameterizedTest
  @MethodSource("models")
  void noPositionSeesALaterOne(LanguageModel model) {
    Tensor changed = Tensor.concat(1, TEXT.narrow(1, 0, 4), TEXT.narrow(1, 0, 2));
    assertThat(quiet(model, changed).narrow(1, 0, 4).toDoubles())
        .containsExactly(quiet(model, TEXT).narrow(1, 0, 4).toDoubles(), offset(1e-5));
  }

  @ParameterizedTest
  @MethodSource("models")
  void theOrderOfTheBatchDoesNotMatter(LanguageModel model) {
    assertThat(quiet(model, TEXT.flip(0)).flip(0).toDoubles())
        .containsExactly(quiet(model, TEXT).toDoubles(), offset(1e-5));
  }

  @ParameterizedTest
  @MethodSource("models")
  void anUntrainedModelGuesses(LanguageModel model) {
    assertThat(quiet(model, TEXT).shape()).containsExactly(2, 6, 256);
    assertThat(model.loss(TEXT).value()).isBetween(Math.log(256) - 1, Math.log(256) + 1);
  }

  /// Along the gradient itself the slope of the loss is the gradient's squared length.
  @ParameterizedTest
  @MethodSource("models")
  void theGradientIsTheSlopeOfTheLoss(LanguageModel model) {
    var block = (Block) model;
    block.training(false);
    block.trainable().forEach(Tensor::clearGradient);
    try (var scope = new Scope()) {
      model.loss(TEXT).backward();
      List<Tensor> gradients =
          block.trainable().stream()
              .map(tensor -> java.util.Objects.requireNonNull(tensor.gradient()))
              .toList();
      double squared =
          gradients.stream().mapToDouble(gradient -> gradient.square().sum().value()).sum();
      double step = 2e-3 / Math.sqrt(squared);
      double up = moved(model, block.trainable(), gradients, step);
      double down = moved(model, block.trainable(), gradients, -2 * step);
      moved(model, block.trainable(), gradients, step);
      assertThat((up - down) / (2 * step) / squared).isCloseTo(1, offset(0.02));
    }
    block.trainable().forEach(Tensor::clearGradient);
  }

  private static double moved(
      LanguageModel model, List<Tensor> parameters, List<Tensor> along, double by) {
    try (var scope = Scope.withoutGradients()) {
      for (int i = 0; i < parameters.size(); i++) {
        parameters.get(i).addInPlace(along.get(i), by);
      }
      return model.loss(TEXT).value();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void textsThatDoNotFitAreRefused(LanguageModel model) {
    assertThatThrownBy(() -> model.apply(Tensor.zeros(Type.INT64, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tokens has shape (5); expected (B, T)");
    assertThatThrownBy(() -> model.apply(Tensor.zeros(Type.FLOAT32, 1, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tokens is float32; expected int64");
    assertThatThrownBy(() -> model.apply(Tensor.zeros(Type.INT64, 1, 65)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text length is 65");
    assertThatThrownBy(() -> model.loss(Tensor.zeros(Type.INT64, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text length is 1");
    assertThatThrownBy(() -> model.apply(Tensor.full(256, Type.INT64, 1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tokens[0] = 256 is out of range");
  }

  @ParameterizedTest
  @MethodSource("models")
  void theLossOfNoTextsIsNotANumber(LanguageModel model) {
    assertThat(model.loss(Tensor.zeros(Type.INT64, 0, 4)).value()).isNaN();
  }

  @ParameterizedTest
  @MethodSource("models")
  void nanInAWeightSurfaces(LanguageModel model) {
    try (var scope = Scope.withoutGradients()) {
      ((Block) model).trainable().getFirst().mulInPlace(Double.NaN);
    }
    assertThat(model.loss(TEXT).value()).isNaN();
  }

  @Property(seed = "1", tries = 60)
  void anyTextThatFitsHasAFiniteLossAndAnyOtherIsRefused(
      @ForAll @IntRange(min = 0, max = 2) int which,
      @ForAll @IntRange(min = 0, max = 70) int length,
      @ForAll @IntRange(min = -2, max = 270) int token) {
    LanguageModel model = SHARED.get(which);
    Tensor text = Tensor.full(token, Type.INT64, 1, length);
    if (length >= 2 && length <= 64 && token >= 0 && token < 256) {
      assertThat(model.loss(text).value()).isFinite();
    } else {
      assertThatThrownBy(() -> model.loss(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  static double[] random(long seed, int count) {
    var random = new SplittableRandom(seed);
    double[] values = new double[count];
    java.util.Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }
}
