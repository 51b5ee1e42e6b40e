package org.offprint.methods.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

/// What every forecaster promises; members are found by scanning, each has a tiny form here: two
/// channels, six steps of the past, three of the future.
class ForecastContractTest {
  private static final int CONTEXT = 6;
  private static final int HORIZON = 3;
  private static final int CHANNELS = 2;

  static final Map<Class<?>, Function<Initial, Forecaster>> TINY =
      Map.of(
          RepeatLast.class, initial -> new RepeatLast(HORIZON),
          SeasonalNaive.class, initial -> new SeasonalNaive(2, HORIZON),
          NLinear.class, initial -> new NLinear(initial, CONTEXT, HORIZON),
          PvClient.class,
              initial ->
                  new PvClient(
                      initial,
                      new PvClient.Settings(
                          CONTEXT,
                          HORIZON,
                          CHANNELS,
                          2,
                          4,
                          1,
                          0,
                          0.5,
                          1e-5,
                          1e-5,
                          PvClient.Mix.PV_CLIENT)),
          EntroPe.class, EntroPeTest::tiny,
          Gateformer.class,
              initial ->
                  new Gateformer(
                      initial,
                      new Gateformer.Settings(CONTEXT, HORIZON, 4, 2, 4, 1, 4, 2, 0, 1e-5)));

  /// Those that say so; in every other, NaN surfaces.
  private static final Set<Class<?>> REFUSE_NAN = Set.of(PvClient.class);

  static Stream<Named<Forecaster>> forecasters() {
    return Family.classes("org.offprint.methods.forecast", Forecaster.class)
        .map(type -> Named.of(type.getSimpleName(), tiny(type, Type.FLOAT64)));
  }

  private static Forecaster tiny(Class<?> type, Type numbers) {
    Function<Initial, Forecaster> make =
        Objects.requireNonNull(TINY.get(type), "this test needs a tiny " + type.getSimpleName());
    Forecaster forecaster = make.apply(new Initial(Initial.seeded(1).random(), numbers));
    if (forecaster instanceof Block block) {
      block.training(false);
    }
    return forecaster;
  }

  @Test
  void theScanFindsTheFamily() {
    assertThat(forecasters().map(Named::getName))
        .contains("RepeatLast", "SeasonalNaive", "NLinear", "PvClient", "Gateformer", "EntroPe");
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void theForecastHasTheHorizonsShape(Forecaster forecaster) {
    assertThat(forecaster.horizon()).isEqualTo(HORIZON);
    assertThat(forecaster.context()).isLessThanOrEqualTo(CONTEXT);
    assertThat(forecaster.forecast(windows(4)).shape()).containsExactly(4, HORIZON, CHANNELS);
  }

  /// Of every parameter the first, a middle and the last entry. In the window no slope is promised:
  /// RevIN lets none through its level and spread.
  @ParameterizedTest
  @MethodSource("forecasters")
  void theGradientOfEachParameterIsTheSlopeOfTheLoss(Forecaster forecaster) {
    if (!(forecaster instanceof Block model)) {
      return; // a baseline has nothing to train
    }
    Tensor window = windows(2);
    Tensor future =
        Tensor.normal(Initial.seeded(6).random(), 1, Type.FLOAT64, 2, HORIZON, CHANNELS);
    forecaster.loss(window, future).backward();
    model
        .parameters()
        .forEach((name, parameter) -> {
          if (parameter.requiresGradient()) {
            double[] gradient = Objects.requireNonNull(parameter.gradient(), name).toDoubles();
            for (int i : new int[] {0, gradient.length / 2, gradient.length - 1}) {
              double slope =
                  (moved(forecaster, parameter, i, 1e-5, window, future)
                          - moved(forecaster, parameter, i, -1e-5, window, future))
                      / 2e-5;
              assertThat(gradient[i]).as("%s[%d]", name, i).isCloseTo(slope, offset(1e-7));
            }
          }
        });
  }

  private static double moved(
      Forecaster forecaster, Tensor parameter, int i, double by, Tensor window, Tensor future) {
    try (var scope = Scope.withoutGradients()) {
      double[] before = parameter.toDoubles();
      double[] values = before.clone();
      values[i] += by;
      parameter.copyFrom(Tensor.of(values, parameter.shape()));
      double loss = forecaster.loss(window, future).value();
      parameter.copyFrom(Tensor.of(before, parameter.shape()));
      return loss;
    }
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void aWindowIsForecastAlone(Forecaster forecaster) {
    Tensor all = forecaster.forecast(windows(4));
    Tensor third = forecaster.forecast(windows(4).narrow(0, 2, 1));
    assertThat(all.narrow(0, 2, 1).toDoubles())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(third.toDoubles());
  }

  /// All of them carry the level of a window over to its forecast.
  @ParameterizedTest
  @MethodSource("forecasters")
  void aLevelAddedToTheWindowIsAddedToTheForecast(Forecaster forecaster) {
    double[] before = forecaster.forecast(windows(2)).add(1000).toDoubles();
    assertThat(forecaster.forecast(windows(2).add(1000)).toDoubles())
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(before);
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void aWindowThatNeverVariesIsForecastFinite(Forecaster forecaster) {
    for (double level : new double[] {0, 7, -1e6}) {
      Tensor window = Tensor.full(level, Type.FLOAT64, 2, CONTEXT, CHANNELS);
      assertThat(forecaster.forecast(window).allFinite()).as("level %s", level).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void hugeValuesStayFinite(Forecaster forecaster) {
    assertThat(forecaster.forecast(windows(2).mul(1e12)).allFinite()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void float32AgreesWithFloat64(Forecaster forecaster) {
    Forecaster narrow = tiny(forecaster.getClass(), Type.FLOAT32);
    double[] wide = forecaster.forecast(windows(2)).toDoubles();
    assertThat(narrow.forecast(windows(2).to(Type.FLOAT32)).toDoubles())
        .usingComparatorWithPrecision(1e-4)
        .containsExactly(wide);
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void nanSurfacesOrIsRefused(Forecaster forecaster) {
    double[] x = windows(2).toDoubles();
    Arrays.fill(x, 0, x.length / 2, Double.NaN);
    Tensor window = Tensor.of(x, 2, CONTEXT, CHANNELS);
    if (REFUSE_NAN.contains(forecaster.getClass())) {
      assertThatThrownBy(() -> forecaster.forecast(window))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("window holds NaN");
    } else {
      double[] y = forecaster.forecast(window).toDoubles();
      assertThat(Arrays.copyOf(y, y.length / 2)).containsOnly(Double.NaN);
      assertThat(Arrays.copyOfRange(y, y.length / 2, y.length)).doesNotContain(Double.NaN);
    }
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void anEmptyBatchGivesAnEmptyForecast(Forecaster forecaster) {
    Tensor none = Tensor.zeros(Type.FLOAT64, 0, CONTEXT, CHANNELS);
    assertThat(forecaster.forecast(none).shape()).containsExactly(0, HORIZON, CHANNELS);
    Tensor future = Tensor.zeros(Type.FLOAT64, 0, HORIZON, CHANNELS);
    assertThat(forecaster.loss(none, future).value()).isNaN();
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void wrongShapesAreRefusedByName(Forecaster forecaster) {
    assertThatThrownBy(() -> forecaster.forecast(Tensor.zeros(Type.FLOAT64, CONTEXT, CHANNELS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window has shape (6, 2)");
    assertThatThrownBy(() -> forecaster.forecast(Tensor.zeros(Type.FLOAT64, 1, 0, CHANNELS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window has shape (1, 0, 2)");
    assertThatThrownBy(() -> forecaster.forecast(Tensor.zeros(Type.INT64, 1, CONTEXT, CHANNELS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window is int64");
    Tensor future = Tensor.zeros(Type.FLOAT64, 4, HORIZON + 1, CHANNELS);
    assertThatThrownBy(() -> forecaster.loss(windows(4), future))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("future has shape (4, 4, 2)");
  }

  static Tensor windows(int count) {
    return Tensor.normal(Initial.seeded(5).random(), 1, Type.FLOAT64, count, CONTEXT, CHANNELS);
  }
}
