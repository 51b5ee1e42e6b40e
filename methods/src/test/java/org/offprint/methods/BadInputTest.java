package org.offprint.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.decode.Mirostat;
import org.offprint.methods.distill.MultiAspect;
import org.offprint.methods.distill.PartialRanking;
import org.offprint.methods.distill.PlackettLuce;
import org.offprint.methods.distill.TransEncoder;
import org.offprint.methods.estimate.CorrectnessAwareCalibrator;
import org.offprint.methods.estimate.CorrectnessAwareLoss;
import org.offprint.methods.estimate.KnownSamples;
import org.offprint.methods.estimate.Mist;
import org.offprint.methods.estimate.ReferenceCorpus;
import org.offprint.methods.estimate.TemperatureScaling;
import org.offprint.methods.estimate.TermStatistics;
import org.offprint.methods.forecast.EntropyModel;
import org.offprint.methods.forecast.EntropyPatcher;
import org.offprint.methods.forecast.NLinear;
import org.offprint.methods.forecast.PvClient;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.loss.EarthMoverLoss;
import org.offprint.methods.loss.FocalLoss;
import org.offprint.methods.loss.RobustMeanTeacher;
import org.offprint.methods.objective.EntropyDiscriminator;
import org.offprint.methods.objective.EntropyMechanism;
import org.offprint.methods.scaling.MultilingualLaw;
import org.offprint.methods.scaling.PowerLaw;
import org.offprint.methods.scaling.SizeAndStepsLaw;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.vision.CrRelu;
import org.offprint.methods.vision.CrossFormer;
import org.offprint.methods.vision.EfficientChannelAttention;

/// The parts of a method that may be called alone keep the promise of the whole: bad input is named
/// before libtorch or an array index complains in words of its own.
class BadInputTest {
  private static final Initial INITIAL = Initial.seeded(1);

  private static Tensor floats(long... shape) {
    return Tensor.zeros(Type.FLOAT32, shape);
  }

  private static Tensor doubles(long... shape) {
    return Tensor.zeros(Type.FLOAT64, shape);
  }

  private static Tensor longs(long... shape) {
    return Tensor.zeros(Type.INT64, shape);
  }

  private static Arguments bad(String name, String message, ThrowingCallable call) {
    return Arguments.of(Named.of(name, call), message);
  }

  static Stream<Arguments> calls() {
    var ranking = PlackettLuce.standard();
    var partial = PartialRanking.standard();
    var aspects = MultiAspect.of(2);
    var gate = new EfficientChannelAttention(INITIAL, 3);
    return Stream.of(
        bad(
            "two laws' letters",
            "at has 2 numbers; expected 3: N, D and p",
            () -> new MultilingualLaw(1, 1, 1, 1, 1, 1).predict(1, 2)),
        bad("no letter", "at has 0 numbers; expected 1: x", () -> new PowerLaw(1, 1, 1).predict()),
        bad(
            "labels of other rows",
            "labels has shape (0); expected 5 in dimension 0",
            () -> ranking.order(floats(5, 2), longs(0))),
        bad(
            "labels as numbers",
            "labels is float32; expected int64",
            () -> ranking.order(floats(5, 2), floats(5))),
        bad(
            "an order out of range",
            "order[0] = 7 is out of range",
            () -> ranking.weights(floats(1, 2), Tensor.of(new long[] {7, 0}, 1, 2))),
        bad(
            "an order of numbers",
            "order is float32; expected int64",
            () -> ranking.weights(floats(1, 2), floats(1, 2))),
        bad(
            "a row alone",
            "teacher has shape (3); expected (B, K)",
            () -> partial.valid(floats(3), null)),
        bad(
            "a row alone to order",
            "teacher has shape (3); expected (B, K)",
            () -> partial.order(floats(3))),
        bad(
            "aspects alone",
            "aspects has shape (4); expected (B, Q)",
            () -> aspects.floor(floats(4), null)),
        bad(
            "answers as integers",
            "yes is int64; expected float32",
            () -> MultiAspect.answers(longs(2), longs(2))),
        bad("labels of no model", "the number of models is 0", () -> TransEncoder.mean(List.of())),
        bad(
            "features of another width",
            "features has shape (5, 5); expected 3",
            () -> RobustMeanTeacher.cosines(floats(1, 3), floats(5, 5))),
        bad(
            "a student of another shape",
            "student has shape (3), teacher has shape ()",
            () -> RobustMeanTeacher.follow(floats(), floats(3), 0.9)),
        bad(
            "distributions as integers",
            "p is int64",
            () -> EarthMoverLoss.distance(longs(2), longs(2), floats(2, 3))),
        bad(
            "no class",
            "the number of classes is 0",
            () -> FocalLoss.standard().apply(floats(4, 0), longs(4))),
        bad("logits as integers", "logits is int64", () -> EntropyDiscriminator.of(longs(2, 3))),
        bad(
            "logits of a law as integers",
            "logits is int64",
            () -> new EntropyMechanism(longs(3), longs(3))),
        bad(
            "a step of another size",
            "step has shape (2, 3), logits has shape (3)",
            () -> new EntropyMechanism(floats(3), floats(3)).change(floats(2, 3))),
        bad("activations as integers", "x is int64", () -> new CrRelu(INITIAL).apply(longs(3))),
        bad(
            "float64 to a float32 gate",
            "x is float64; expected float32",
            () -> gate.apply(doubles(1, 2, 3, 3))),
        bad(
            "a picture without channels",
            "picture has shape (3, 4)",
            () -> CrossFormer.tokens(floats(3, 4))),
        bad("no channel", "channels of forecast is 0", () -> PvClient.power(floats(3, 4, 0))),
        bad("power as integers", "power is int64", () -> PvClient.possible(longs(2), longs(2), 1)),
        bad("entropy of integers", "logits is int64", () -> EntropyModel.entropy(longs(3))),
        bad("no patch", "the number of patches is 0", () -> EntropyPatcher.patchOf(new int[0], 2)),
        bad("negative steps", "steps is -1", () -> EntropyPatcher.patchOf(new int[] {5}, -1)),
        bad(
            "patches of no length",
            "longest is 0",
            () -> EntropyPatcher.lengths(new int[] {0}, 3, 0)),
        bad(
            "float64 to a float32 model",
            "the input is float64; expected float32",
            () -> new NLinear(INITIAL, 3, 2).forecast(doubles(1, 3, 4))),
        bad(
            "no view",
            "the number of views is 0",
            () -> CorrectnessAwareCalibrator.features(floats(3, 5), List.of(), 2)),
        bad(
            "fewer than no classes",
            "top is -1",
            () -> CorrectnessAwareCalibrator.top(floats(3, 5), -1)),
        bad(
            "confidence of a row",
            "logits has shape (5)",
            () -> CorrectnessAwareLoss.confidence(floats(5))),
        bad("outcomes as integers", "right is int64", () -> CorrectnessAwareLoss.weights(longs(3))),
        bad(
            "cross-entropy without a batch",
            "logits has shape ()",
            () -> TemperatureScaling.crossEntropy(floats(), longs(), 1)),
        bad(
            "a blank term",
            "the term is blank",
            () -> TermStatistics.of("", List.of("a", ""), ReferenceCorpus.of(List.of(), 1))),
        bad("fewer than no variables", "d is -1", () -> KnownSamples.dense(-1, 0.5)),
        bad(
            "estimates of two types",
            "target is float64; expected float32",
            () -> Mist.pinball(floats(2), doubles(2), floats(2))),
        bad(
            "one of two letters",
            "expected 2: N and S",
            () -> new SizeAndStepsLaw(1, 1, 1, 1, 1, 1).predict(3)));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void whatDoesNotFitIsNamed(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aNanIrradianceSurfacesInPossiblePower() {
    Tensor irradiance = Tensor.of(new double[] {Double.NaN, 1}, 2);
    assertThat(PvClient.possible(Tensor.ones(Type.FLOAT64, 2), irradiance, 5).toDoubles())
        .containsExactly(Double.NaN, 1);
  }

  @Test
  void aNanProbabilitySurfacesInTheZipfExponent() {
    assertThat(Mirostat.exponent(0.5, 0.3, Double.NaN, 0.1)).isNaN();
  }
}
