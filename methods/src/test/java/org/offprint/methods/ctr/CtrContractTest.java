package org.offprint.methods.ctr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.Family;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What every click model promises; members are found by scanning, each has a tiny form here: three
/// fields, seven ids.
class CtrContractTest {
  private static final Map<Class<?>, Function<Initial, ClickModel>> TINY =
      Map.of(
          Fcn.class,
          initial ->
              new Fcn(
                  initial, new Fcn.Settings(3, 7, 4, 2, 2, 2, true, 0, 0, 1e-3, TriBce.standard())),
          ArmNet.class,
          initial -> new ArmNet(initial, new ArmNet.Settings(3, 7, 4, 2, 3, 1.7, 1, 5, 0, true)));

  private static final Tensor IDS =
      Tensor.of(new long[] {0, 3, 6, 1, 4, 5, 2, 3, 5, 0, 4, 6}, 4, 3);
  private static final Tensor LABELS = Tensor.of(new double[] {1, 0, 0, 1}, 4);

  static Stream<Named<ClickModel>> models() {
    return Family.classes("org.offprint.methods.ctr", ClickModel.class)
        .map(type -> Named.of(type.getSimpleName(), tiny(type, Type.FLOAT64)));
  }

  private static ClickModel tiny(Class<?> type, Type numbers) {
    Function<Initial, ClickModel> make =
        Objects.requireNonNull(TINY.get(type), "this test needs a tiny " + type.getSimpleName());
    ClickModel model = make.apply(new Initial(Initial.seeded(1).random(), numbers));
    ((Block) model).training(false);
    return model;
  }

  @Test
  void theScanFindsTheFamily() {
    assertThat(models().map(Named::getName)).contains("Fcn", "ArmNet");
  }

  /// Of every parameter the first, a middle and the last entry.
  @ParameterizedTest
  @MethodSource("models")
  void theGradientOfEachParameterIsTheSlopeOfTheLoss(ClickModel model) {
    model.loss(IDS, LABELS).backward();
    ((Block) model)
        .parameters()
        .forEach((name, parameter) -> {
          double[] gradient = Objects.requireNonNull(parameter.gradient(), name).toDoubles();
          for (int i : new int[] {0, gradient.length / 2, gradient.length - 1}) {
            double slope =
                (moved(model, parameter, i, 1e-6) - moved(model, parameter, i, -1e-6)) / 2e-6;
            assertThat(gradient[i]).as("%s[%d]", name, i).isCloseTo(slope, offset(1e-6));
          }
        });
  }

  private static double moved(ClickModel model, Tensor parameter, int i, double by) {
    try (var scope = Scope.withoutGradients()) {
      double[] before = parameter.toDoubles();
      double[] values = before.clone();
      values[i] += by;
      parameter.copyFrom(Tensor.of(values, parameter.shape()));
      double loss = model.loss(IDS, LABELS).value();
      parameter.copyFrom(Tensor.of(before, parameter.shape()));
      return loss;
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aRowIsJudgedAloneOutsideTraining(ClickModel model) {
    double[] all = model.logits(IDS).toDoubles();
    assertThat(all).hasSize(4);
    assertThat(model.logits(IDS.narrow(0, 2, 1).contiguous()).value())
        .isCloseTo(all[2], offset(1e-12));
  }

  @ParameterizedTest
  @MethodSource("models")
  void theOrderOfTheBatchDoesNotMatter(ClickModel model) {
    assertThat(model.loss(IDS.flip(0), LABELS.flip(0)).value())
        .isCloseTo(model.loss(IDS, LABELS).value(), offset(1e-12));
  }

  @ParameterizedTest
  @MethodSource("models")
  void float32AgreesWithFloat64(ClickModel model) {
    ClickModel narrow = tiny(model.getClass(), Type.FLOAT32);
    assertThat(narrow.logits(IDS).toDoubles())
        .usingComparatorWithPrecision(1e-4)
        .containsExactly(model.logits(IDS).toDoubles());
  }

  @ParameterizedTest
  @MethodSource("models")
  void nanInAParameterSurfaces(ClickModel model) {
    var values = new LinkedHashMap<String, Tensor>();
    ((Block) model).tensors().forEach((name, tensor) -> values.put(name, tensor.copy()));
    String first = values.keySet().iterator().next();
    Tensor broken = Objects.requireNonNull(values.get(first));
    values.put(first, broken.mul(Double.NaN));
    ((Block) model).load(values);
    assertThat(model.loss(IDS, LABELS).value()).isNaN();
  }

  @ParameterizedTest
  @MethodSource("models")
  void anEmptyBatchIsRefused(ClickModel model) {
    Tensor none = Tensor.zeros(Type.INT64, 0, 3);
    assertThatThrownBy(() -> model.logits(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the batch is 0.0; expected 1 row or more");
  }

  @ParameterizedTest
  @MethodSource("models")
  void anIdOutsideTheTableIsRefusedByName(ClickModel model) {
    for (long bad : new long[] {-1, 7}) {
      Tensor ids = Tensor.of(new long[] {0, bad, 1}, 1, 3);
      assertThatThrownBy(() -> model.logits(ids))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[1] = " + bad + " is out of range: expected 0 to 6");
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void wrongShapesAndLabelsAreRefusedByName(ClickModel model) {
    assertThatThrownBy(() -> model.logits(Tensor.zeros(Type.INT64, 2, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ids has shape (2, 4); expected 3 in dimension 1");
    assertThatThrownBy(() -> model.logits(Tensor.zeros(Type.FLOAT32, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ids is float32");
    assertThatThrownBy(() -> model.loss(IDS, LABELS.narrow(0, 0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels has shape (3)");
    assertThatThrownBy(() -> model.loss(IDS, Tensor.of(new double[] {1, 0, 0.5, 1}, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels[2] = 0.5: expected 0 or 1");
  }
}
