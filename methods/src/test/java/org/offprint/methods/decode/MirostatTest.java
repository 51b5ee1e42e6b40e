package org.offprint.methods.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MirostatTest {
  @Test
  void theExponentOfAnExactZipfLawIsFound() {
    double[] p = IntStream.rangeClosed(1, 101).mapToDouble(i -> Math.pow(i, -1.3)).toArray();
    assertThat(Mirostat.exponent(p)).isCloseTo(1.3, offset(1e-12));
  }

  @Test
  void theSumForTheExponentEndsAtTheLastPositiveProbability() {
    assertThat(Mirostat.exponent(0.5, 0.25, 0, 0)).isCloseTo(1, offset(1e-12));
    assertThat(Mirostat.exponent(1)).isNaN();
  }

  @Test
  void theLengthOfTheHeadIsContinuousWhereTheExponentIsOne() {
    double below = Mirostat.k(50_000, 1 - 2e-6, 6);
    double at = Mirostat.k(50_000, 1, 6);
    double above = Mirostat.k(50_000, 1 + 2e-6, 6);
    assertThat(at).isBetween(Math.min(below, above), Math.max(below, above));
  }

  @Test
  void aFlatHeadAndABoundBeyondDoubleKeepTheWholeVocabulary() {
    var mirostat = new Mirostat(Mirostat.Settings.of(5, 0.1));
    assertThat(mirostat.step(new double[64], 0.5).k()).isEqualTo(64);
    assertThat(Mirostat.k(64, 0.05, 5_000)).isInfinite();
  }

  @Test
  void meanSurpriseIsTheTargetAndWhatTheFeedbackStillOwes() {
    var mirostat = new Mirostat(Mirostat.Settings.of(4, 0.5).unguarded());
    var random = new SplittableRandom(3);
    double sum = 0;
    double mu = mirostat.mu();
    for (int t = 0; t < 300; t++) {
      sum += mirostat.step(zipf(500, 1.1), random.nextDouble()).surprise();
    }
    assertThat(sum / 300).isCloseTo(4 + (mu - mirostat.mu()) / (0.5 * 300), offset(1e-9));
  }

  @Test
  void bothVersionsHoldTheirTarget() {
    var one = new Mirostat(Mirostat.Settings.of(4, 0.3));
    var two = new Mirostat2(Mirostat2.Settings.of(4, 0.3));
    var random = new SplittableRandom(5);
    double first = 0;
    double second = 0;
    for (int t = 0; t < 400; t++) {
      first += one.step(zipf(1000, 1.05), random.nextDouble()).surprise();
      second += two.step(zipf(1000, 1.05), random.nextDouble()).surprise();
    }
    assertThat(first / 400).isCloseTo(4, offset(0.2));
    assertThat(second / 400).isCloseTo(4, offset(0.2));
  }

  @Test
  void aTargetOutOfReachDoesNotWindTheBoundUp() {
    var mirostat = new Mirostat2(Mirostat2.Settings.of(2, 1));
    for (int t = 0; t < 200; t++) {
      mirostat.step(new double[1024], 0.5); // ten bits whatever is chosen
    }
    assertThat(mirostat.mu()).isZero();
    mirostat.step(new double[] {50, 0}, 0.5);
    assertThat(mirostat.mu()).isCloseTo(2, offset(1e-9));
  }

  @Test
  void theBoundOfVersionTwoDropsWhatIsMoreSurprising() {
    var mirostat = new Mirostat2(Mirostat2.Settings.of(1, 0.1)); // μ₀ = 2 bits
    double[] logits = {Math.log(0.5), Math.log(0.25), Math.log(0.15), Math.log(0.1)};
    assertThat(mirostat.step(logits, 0.999).kept()).isEqualTo(2);
  }

  @Test
  void surpriseIsTheModelsUnlessTheTemperedOneIsWanted() {
    double[] logits = {Math.log(0.8), Math.log(0.2)};
    var plain = new Mirostat(new Mirostat.Settings(3, 0.1, 2, 99, false, 9, 2, false, true));
    var tempered = new Mirostat(new Mirostat.Settings(3, 0.1, 2, 99, false, 9, 2, true, true));
    assertThat(plain.step(logits, 0).surprise()).isCloseTo(0.32193, offset(1e-5));
    assertThat(tempered.step(logits, 0).surprise()).isCloseTo(0.58496, offset(1e-5));
  }

  @Test
  void onlyTheHeadIsLookedAtWhereOneIsSet() {
    var settings = new Mirostat2.Settings(5, 0.1, 2, 2, 1, false, true);
    var step = new Mirostat2(settings).step(new double[] {0, 0, 0, 0}, 0.9);
    assertThat(step.kept()).isEqualTo(2);
    assertThat(step.surprise()).isCloseTo(1, offset(1e-12));
  }

  @Test
  void aRestartForgetsTheText() {
    var mirostat = Mirostat.standard();
    mirostat.step(new double[] {0, 1, 2}, 0.4);
    assertThat(mirostat.mu()).isNotEqualTo(10);
    mirostat.restart();
    assertThat(mirostat.mu()).isEqualTo(10);
  }

  @Test
  void settingsOutOfRangeAreRefusedByName() {
    assertThatThrownBy(() -> Mirostat.Settings.of(-1, 0.1)).hasMessageContaining("tau is -1.0");
    assertThatThrownBy(() -> Mirostat2.Settings.of(3, 0)).hasMessageContaining("eta is 0.0");
    assertThatThrownBy(() -> new Mirostat.Settings(3, 0.1, 2, 0, false, 9, 1, false, true))
        .hasMessageContaining("ratios is 0");
    assertThatThrownBy(() -> new Mirostat2.Settings(3, 0.1, 2, 9, Double.NaN, false, true))
        .hasMessageContaining("temperature is NaN");
  }

  @Property(seed = "1", tries = 100)
  void everyStepChoosesAmongTheKeptAndMovesTheBoundAsTheFeedbackSays(
      @ForAll @LongRange(min = 0, max = 1000) long seed,
      @ForAll @IntRange(min = 1, max = 200) int vocabulary,
      @ForAll @DoubleRange(min = 0.5, max = 9) double tau,
      @ForAll @DoubleRange(min = 0.01, max = 1.5) double eta) {
    var random = new SplittableRandom(seed);
    double[] logits = random.doubles(vocabulary, -30, 30).toArray();
    var one = new Mirostat(Mirostat.Settings.of(tau, eta).unguarded());
    var two = new Mirostat2(Mirostat2.Settings.of(tau, eta).unguarded());
    for (int t = 0; t < 5; t++) {
      Mirostat.Step step = one.step(logits, random.nextDouble());
      assertThat(step.rank()).isBetween(1, step.k());
      assertThat(step.after())
          .isCloseTo(step.before() - eta * (step.surprise() - tau), offset(1e-9));
      Mirostat2.Step other = two.step(logits, random.nextDouble());
      assertThat(other.rank()).isBetween(1, other.kept());
      assertThat(other.kept() == 1 || other.surprise() <= other.before() + 1e-9).isTrue();
    }
  }

  private static double[] zipf(int vocabulary, double s) {
    return IntStream.rangeClosed(1, vocabulary).mapToDouble(i -> -s * Math.log(i)).toArray();
  }
}
