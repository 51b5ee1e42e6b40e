package org.offprint.methods.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Family;
import org.offprint.methods.Gradients;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.vision.ResidualClassifier.Activation;
import org.offprint.methods.vision.ResidualClassifier.Attention;

/// What every image classifier of the package promises; members are found by scanning, each has a
/// tiny form here for grey pictures of 8 × 8 and three classes.
class VisionContractTest {
  private static final Map<Class<?>, Function<Initial, ImageClassifier>> TINY =
      Map.of(
          CrossFormer.class,
          CrossFormerTest::tiny,
          ResidualClassifier.class,
          initial ->
              new ResidualClassifier(
                  initial,
                  new ResidualClassifier.Settings(
                      1, List.of(4, 8), 3, Attention.EFFICIENT, Activation.GELU)));

  static Stream<Named<ImageClassifier>> classifiers() {
    return Family.classes("org.offprint.methods.vision", ImageClassifier.class)
        .map(type -> Named.of(type.getSimpleName(), tiny(type, Type.FLOAT64)));
  }

  private static ImageClassifier tiny(Class<?> type, Type numbers) {
    Function<Initial, ImageClassifier> make =
        Objects.requireNonNull(TINY.get(type), "this test needs a tiny " + type.getSimpleName());
    ImageClassifier classifier = make.apply(new Initial(Initial.seeded(1).random(), numbers));
    ((Block) classifier).training(false);
    return classifier;
  }

  @Test
  void theScanFindsTheFamily() {
    assertThat(classifiers().map(Named::getName)).contains("ResidualClassifier", "CrossFormer");
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void theGradientIsTheSlopeOfTheLoss(ImageClassifier classifier) {
    double[] x = images(1).toDoubles();
    Tensor labels = Tensor.of(new long[] {2}, 1);
    Gradients.assertSlope(t -> classifier.loss(t, labels), x, 1, 1, 8, 8);
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void anImageIsJudgedAloneOutsideTraining(ImageClassifier classifier) {
    Tensor images = images(4);
    double[] all = classifier.logits(images).toDoubles();
    double[] third = classifier.logits(images.narrow(0, 2, 1)).toDoubles();
    assertThat(Arrays.copyOfRange(all, 6, 9))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(third);
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void float32AgreesWithFloat64(ImageClassifier classifier) {
    ImageClassifier narrow = tiny(classifier.getClass(), Type.FLOAT32);
    double[] wide = classifier.logits(images(2)).toDoubles();
    assertThat(narrow.logits(images(2).to(Type.FLOAT32)).toDoubles())
        .usingComparatorWithPrecision(1e-4)
        .containsExactly(wide);
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void thePixelsMayBeLarge(ImageClassifier classifier) {
    assertThat(classifier.loss(images(2).mul(1e4), Tensor.of(new long[] {0, 1}, 2)).value())
        .isFinite();
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void nanSurfaces(ImageClassifier classifier) {
    double[] x = images(2).toDoubles();
    x[3] = Double.NaN;
    Tensor images = Tensor.of(x, 2, 1, 8, 8);
    assertThat(classifier.loss(images, Tensor.of(new long[] {0, 1}, 2)).value()).isNaN();
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void theLossOfNothingIsNotANumber(ImageClassifier classifier) {
    Tensor none = Tensor.zeros(Type.FLOAT64, 0, 1, 8, 8);
    assertThat(classifier.loss(none, Tensor.zeros(Type.INT64, 0)).value()).isNaN();
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void wrongShapesAreRefusedByName(ImageClassifier classifier) {
    assertThatThrownBy(() -> classifier.logits(Tensor.zeros(Type.FLOAT64, 8, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("images has shape (8, 8)");
    assertThatThrownBy(() -> classifier.logits(Tensor.zeros(Type.FLOAT64, 1, 3, 8, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(1, 3, 8, 8)");
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void aLabelThatIsNoClassIsRefused(ImageClassifier classifier) {
    assertThatThrownBy(() -> classifier.loss(images(2), Tensor.of(new long[] {0, 3}, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels[1] = 3 is not a class");
    assertThatThrownBy(() -> classifier.loss(images(2), Tensor.of(new long[] {0}, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels has shape (1)");
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void theOrderOfTheBatchDoesNotMatter(ImageClassifier classifier) {
    Tensor images = images(3);
    double one = classifier.loss(images, Tensor.of(new long[] {0, 1, 2}, 3)).value();
    double turned = classifier.loss(images.flip(0), Tensor.of(new long[] {2, 1, 0}, 3)).value();
    assertThat(turned).isCloseTo(one, offset(1e-12));
  }

  private static Tensor images(int count) {
    return Tensor.normal(Initial.seeded(5).random(), 1, Type.FLOAT64, count, 1, 8, 8);
  }
}
