package org.offprint.methods.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.distill.TransEncoder.Base;
import org.offprint.methods.distill.TransEncoder.Development;
import org.offprint.methods.distill.TransEncoder.Outcome;
import org.offprint.methods.distill.TransEncoder.Pair;
import org.offprint.methods.distill.TransEncoder.Phase;
import org.offprint.methods.distill.TransEncoder.Settings;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.model.BiEncoder;
import org.offprint.methods.model.CrossEncoder;
import org.offprint.methods.model.Encoder;
import org.offprint.methods.numeric.Moments;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;

class TransEncoderTest {
  private static final Encoder.Settings TINY = new Encoder.Settings(12, 11, 16, 1, 2, 24, 0);
  private static final List<Pair> PAIRS = pairs(24, 1);

  @Test
  void eachEncoderLearnsWhatTheOtherOneSays() {
    Base base = taught(1);
    var trans = new TransEncoder(settings(1, new Phase(60, 24, 0.01, 0.1)));
    Outcome outcome = trans.train(PAIRS, base, Development.NONE, new SplittableRandom(1));

    double[] taught =
        Arrays.stream(TransEncoder.cosines(base.start(), PAIRS)).map(c -> Math.max(0, c)).toArray();
    double[] cross = TransEncoder.probs(outcome.cross(), PAIRS);
    double[] bi = TransEncoder.cosines(outcome.bi(), PAIRS);
    assertThat(Moments.correlation(taught, cross)).isGreaterThan(0.9);
    assertThat(Moments.correlation(cross, bi)).isGreaterThan(0.9);
    assertThat(outcome.cycles()).hasSize(1);
    assertThat(outcome.cycles().getFirst().bi()).isNaN(); // nobody could score it
  }

  @Test
  void developmentPairsChooseTheCycleForEachEncoderByItself() {
    Development development =
        new Development(PAIRS, PAIRS.stream().mapToDouble(TransEncoderTest::overlap).toArray());
    var trans = new TransEncoder(settings(3, new Phase(4, 24, 0.01, 0)));
    Outcome outcome = trans.train(PAIRS, base(2), development, new SplittableRandom(2));

    double bestBi =
        outcome.cycles().stream().mapToDouble(TransEncoder.Cycle::bi).max().orElseThrow();
    double bestCross =
        outcome.cycles().stream().mapToDouble(TransEncoder.Cycle::cross).max().orElseThrow();
    assertThat(outcome.cycles()).hasSize(3);
    assertThat(TransEncoder.spearman(development, TransEncoder.cosines(outcome.bi(), PAIRS)))
        .isCloseTo(bestBi, offset(1e-9));
    assertThat(TransEncoder.spearman(development, TransEncoder.probs(outcome.cross(), PAIRS)))
        .isCloseTo(bestCross, offset(1e-9));
  }

  @Test
  void twoBasesTrainOnTheMeanOfTheirLabels() {
    var trans = new TransEncoder(settings(1, new Phase(60, 24, 0.01, 0)));
    List<Base> bases = List.of(taught(3), taught(4));
    List<Outcome> outcomes = trans.train(PAIRS, bases, Development.NONE, new SplittableRandom(3));
    double[] shared =
        TransEncoder.mean(
            bases.stream().map(base -> TransEncoder.cosines(base.start(), PAIRS)).toList());
    for (Outcome outcome : outcomes) {
      assertThat(Moments.correlation(shared, TransEncoder.probs(outcome.cross(), PAIRS)))
          .isGreaterThan(0.9);
    }
  }

  @Test
  void theSameSeedGivesTheSameEncoders() {
    var trans = new TransEncoder(settings(1, new Phase(2, 8, 0.01, 0)));
    double[] one =
        TransEncoder.cosines(
            trans.train(PAIRS, base(5), Development.NONE, new SplittableRandom(4)).bi(), PAIRS);
    double[] other =
        TransEncoder.cosines(
            trans.train(PAIRS, base(5), Development.NONE, new SplittableRandom(4)).bi(), PAIRS);
    assertThat(one).isEqualTo(other);
  }

  @Test
  void theRateRisesThenFallsToZero() {
    var phase = new Phase(1, 1, 2.0, 0.1);
    assertThat(phase.rate(0, 100)).isCloseTo(2.0 / 11, offset(1e-12));
    assertThat(phase.rate(10, 100)).isEqualTo(2);
    assertThat(phase.rate(55, 100)).isCloseTo(1, offset(1e-12));
    assertThat(phase.rate(99, 100)).isPositive().isLessThan(0.03);
    assertThat(new Phase(10, 128, 1, 0).steps(129)).isEqualTo(20);
  }

  @Test
  void badInputIsRefusedByName() {
    var trans = new TransEncoder(settings(1, new Phase(1, 8, 0.01, 0)));
    var random = new SplittableRandom(1);
    assertRefused(() -> trans.train(List.of(), base(6), Development.NONE, random), "pairs is 0.0");
    assertRefused(() -> trans.train(PAIRS, List.of(), Development.NONE, random), "bases is 0.0");
    assertRefused(
        () ->
            trans.train(
                List.of(new Pair(List.of(), List.of(1))), base(6), Development.NONE, random),
        "text length is 0.0");
    assertRefused(() -> new Development(PAIRS, 1, 2), "gold numbers is 2.0");
    assertRefused(() -> settings(0, new Phase(1, 8, 0.01, 0)), "cycles is 0.0");
    assertRefused(() -> TransEncoder.mean(List.of(new double[2], new double[3])), "labels is 3.0");
  }

  @Property(seed = "1", tries = 50)
  void phasesOutOfRangeAreRefused(
      @ForAll @IntRange(min = -3, max = 3) int epochs,
      @ForAll @DoubleRange(min = -1, max = 2) double warmUp) {
    if (epochs >= 1 && warmUp >= 0 && warmUp < 1) {
      assertThat(new Phase(epochs, 4, 0.1, warmUp).steps(9)).isEqualTo(3 * epochs);
    } else {
      assertThatThrownBy(() -> new Phase(epochs, 4, 0.1, warmUp))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Settings settings(int cycles, Phase phase) {
    return new Settings(cycles, true, true, phase, phase, 0.01, 1, 200);
  }

  private static Base base(long seed) {
    Tensor.useThreads(1);
    return new Base(
        new BiEncoder(Initial.seeded(seed), TINY, BiEncoder.Pooling.MEAN),
        () -> new CrossEncoder(Initial.seeded(seed + 100), TINY),
        () -> new BiEncoder(Initial.seeded(seed + 200), TINY, BiEncoder.Pooling.MEAN));
  }

  /// The first bi-encoder has learned how many words texts share, as a stand-in for pre-training:
  /// an untrained one finds all texts nearly alike, and there is nothing in its labels to learn.
  private static Base taught(long seed) {
    Base base = base(seed);
    BiEncoder start = base.start();
    List<int[]> first = PAIRS.stream().map(pair -> tokens(pair.first())).toList();
    List<int[]> second = PAIRS.stream().map(pair -> tokens(pair.second())).toList();
    double[] shared = PAIRS.stream().mapToDouble(pair -> overlap(pair) / 4).toArray();
    Training.of(start, Optimiser.adamW(start.trainable(), 0.01, 0))
        .run(100, step -> start.loss(first, second, Tensor.of(shared, shared.length)));
    return base;
  }

  private static int[] tokens(List<Integer> text) {
    return text.stream().mapToInt(Integer::intValue).toArray();
  }

  /// Texts of four words, some of them shared.
  private static List<Pair> pairs(int count, long seed) {
    var random = new SplittableRandom(seed);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Integer> first = random.ints(4, 0, 12).boxed().toList();
      List<Integer> second = new ArrayList<>(first);
      for (int word = 0; word < i % 5; word++) {
        second.set(word, random.nextInt(12));
      }
      pairs.add(new Pair(first, second));
    }
    return pairs;
  }

  private static double overlap(Pair pair) {
    return pair.first().stream().filter(pair.second()::contains).count();
  }
}
