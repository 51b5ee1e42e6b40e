package org.offprint.methods.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Gradients;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What the losses promise that are not of logits and labels. A class of the package that names its
/// source and can be applied is a {@link Loss}, a model, or has a form here: the scan finds the one
/// that has none.
class OtherLossContractTest {
  private static final int BATCH = 5;

  /// @param shape of the main input
  /// @param loss of the main input, where the other inputs stand in the given order of the batch
  /// @param batched whether the main input itself has the batch as its first axis
  /// @param sloped whether the gradient is the slope of the value; a composed loss with held
  ///   weights has another on purpose
  /// @param refused a call that has to be refused, and what its message says
  record Form(
      Class<?> type,
      long[] shape,
      BiFunction<Tensor, Tensor, Tensor> loss,
      boolean batched,
      boolean sloped,
      Runnable refused,
      String message) {
    Tensor of(Tensor x) {
      return loss.apply(x, Tensor.range(BATCH));
    }

    @Override
    public String toString() {
      return type.getSimpleName();
    }
  }

  static Stream<Form> forms() {
    Tensor labels = Tensor.of(new long[] {0, 2, 1, 0, 2}, BATCH);
    Tensor inputs = numbers(9, 1, BATCH, 3);
    Tensor logits = numbers(8, 1, BATCH, 4);
    Tensor embedding = numbers(7, 1, 4, 3);
    Tensor tokens =
        Tensor.of(new long[] {0, 1, 2, 3, 0, -100, 2, 2, 2, 1, 3, 0, 0, 0, 1}, BATCH, 3);
    return Stream.of(
        new Form(
            OrthogonalProjectionLoss.class,
            new long[] {BATCH, 4},
            (x, order) ->
                OrthogonalProjectionLoss.standard().apply(x, labels.indexSelect(0, order)),
            true,
            true,
            () ->
                OrthogonalProjectionLoss.standard().apply(Tensor.zeros(Type.FLOAT32, 4, 2), labels),
            "labels has shape (5); expected 4"),
        new Form(
            SmoothAdversarialLoss.class,
            new long[] {3, 4},
            (weights, order) ->
                new SmoothAdversarialLoss(1, 1, 0.5, new BallCorners(0.1))
                    .apply(
                        x -> x.to(weights.type()).matmul(weights),
                        inputs.indexSelect(0, order),
                        labels.indexSelect(0, order)),
            false,
            true,
            () ->
                SmoothAdversarialLoss.standard()
                    .apply(x -> x, Tensor.zeros(Type.FLOAT32, 4, 2), labels),
            "labels has shape (5); expected 4"),
        new Form(
            ReleasedAldrLoss.class,
            new long[] {BATCH, 4},
            (x, order) ->
                new ReleasedAldrLoss(BATCH, 1, 2, 0.1, true)
                    .apply(x, labels.indexSelect(0, order), order),
            true,
            false,
            () ->
                new ReleasedAldrLoss(4, 1, 2, 0.1, false)
                    .apply(Tensor.zeros(Type.FLOAT32, BATCH, 4), labels, Tensor.range(BATCH)),
            "ids[4] = 4 is out of range"),
        new Form(
            EditInvariantLoss.class,
            new long[] {BATCH, 3, 4},
            (x, order) -> EditInvariantLoss.standard().apply(x, tokens.indexSelect(0, order)),
            true,
            true,
            () -> EditInvariantLoss.standard().apply(Tensor.zeros(Type.FLOAT32, 4, 3, 4), tokens),
            "targets has shape (5, 3); expected 4"),
        new Form(
            EarthMoverLoss.class,
            new long[] {BATCH, 4},
            (x, order) ->
                EarthMoverLoss.standard().apply(x, labels.indexSelect(0, order), embedding),
            true,
            false,
            () ->
                EarthMoverLoss.standard()
                    .apply(Tensor.zeros(Type.FLOAT32, BATCH, 5), labels, embedding),
            "embedding has shape (4, 3); expected 5"),
        new Form(
            SymmetricCrossEntropy.class,
            new long[] {BATCH, 4},
            (x, order) ->
                SymmetricCrossEntropy.standard()
                    .apply(x, logits.indexSelect(0, order).to(x.type())),
            true,
            true,
            () -> SymmetricCrossEntropy.standard().apply(Tensor.zeros(Type.FLOAT64, 2, 4), logits),
            "teacher has shape (5, 4)"),
        new Form(
            ViewContrastLoss.class,
            new long[] {BATCH, 3, 2},
            (x, order) -> ViewContrastLoss.standard().apply(x),
            true,
            true,
            () -> ViewContrastLoss.standard().apply(Tensor.zeros(Type.FLOAT64, 2, 1, 4)),
            "V is 1.0; expected 2 or more"),
        new Form(
            RankRegularisedLoss.class,
            new long[] {BATCH, 4},
            (x, order) ->
                RankRegularisedLoss.standard()
                    .apply(
                        x,
                        logits.indexSelect(0, order).to(x.type()),
                        labels.oneHot(4).to(x.type()).indexSelect(0, order)),
            true,
            true,
            () ->
                RankRegularisedLoss.standard()
                    .apply(logits, logits, Tensor.zeros(Type.FLOAT64, BATCH, 3)),
            "target has shape (5, 3)"));
  }

  @Test
  void everyClassWithASourceIsALossAModelOrHasAForm() {
    List<String> found =
        new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
            .importPackages("org.offprint.methods.loss").stream()
                .filter(type -> type.isAnnotatedWith(Source.class))
                .filter(type -> !type.isAssignableTo(Loss.class))
                .filter(type -> !type.isAssignableTo(Block.class))
                .filter(
                    type -> type.getMethods().stream().anyMatch(m -> m.getName().equals("apply")))
                .map(JavaClass::getSimpleName)
                .toList();
    assertThat(forms().map(Form::toString)).containsExactlyInAnyOrderElementsOf(found);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theGradientIsTheSlopeOfTheLoss(Form form) {
    if (form.sloped()) {
      Gradients.assertSlope(form::of, numbers(1, 1, form.shape()).toDoubles(), form.shape());
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void float32AgreesWithFloat64(Form form) {
    Tensor x = numbers(2, 1, form.shape());
    double exact = value(form::of, x);
    assertThat(value(form::of, x.to(Type.FLOAT32)))
        .isCloseTo(exact, offset(2e-5 * Math.max(1, Math.abs(exact))));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theOrderOfTheBatchDoesNotMatter(Form form) {
    Tensor x = numbers(3, 1, form.shape());
    Tensor reversed =
        Tensor.of(LongStream.range(0, BATCH).map(i -> BATCH - 1 - i).toArray(), BATCH);
    Tensor turned = form.batched() ? x.indexSelect(0, reversed) : x;
    assertThat(form.loss().apply(turned, reversed).value())
        .isCloseTo(value(form::of, x), offset(1e-12));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void entriesOfAHundredStayFinite(Form form) {
    double[] x =
        new double[Math.toIntExact(Arrays.stream(form.shape()).reduce(1, (a, b) -> a * b))];
    Arrays.setAll(x, i -> i % 2 == 0 ? 100 : -100);
    for (Type type : new Type[] {Type.FLOAT32, Type.FLOAT64}) {
      Function<Tensor, Tensor> loss = tensor -> form.of(tensor.to(type));
      assertThat(Gradients.value(loss, x, form.shape())).isFinite();
      assertThat(Arrays.stream(Gradients.of(loss, x, form.shape()))).allMatch(Double::isFinite);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void nanSurfaces(Form form) {
    double[] x = numbers(4, 1, form.shape()).toDoubles();
    x[1] = Double.NaN;
    assertThat(Gradients.value(form::of, x, form.shape())).isNaN();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void whatDoesNotFitIsRefusedByName(Form form) {
    assertThatThrownBy(() -> form.refused().run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(form.message());
  }

  private static double value(Function<Tensor, Tensor> loss, Tensor x) {
    try (var scope = new Scope()) {
      return loss.apply(x).value();
    }
  }

  private static Tensor numbers(long seed, double deviation, long... shape) {
    return Tensor.normal(new SplittableRandom(seed), deviation, Type.FLOAT64, shape);
  }
}
