package org.offprint.methods.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.decode.PathDecoder.Path;
import org.offprint.methods.decode.PathNucleus.Choice;

class PathNucleusTest {
  private static final double[] PATHS = logs(0.6, 0.3);
  private static final double[][] NEXT = {logs(0.5, 0.3, 0.2), logs(0.9, 0.1, 0)};

  @Test
  void oneLikelyTokenOfAnUnlikelyPathComesBeforeUnlikelyOnesOfALikelyPath() {
    assertThat(new PathNucleus(0.6, 1).nucleus(PATHS, NEXT))
        .extracting(Choice::path, Choice::token)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0, 0), // 0.30
            org.assertj.core.groups.Tuple.tuple(1, 0)); // 0.27, together 0.57 of 0.9
  }

  @Test
  void onePathIsPlainTopP() {
    double[] logits = logs(0.4, 0.35, 0.15, 0.1);
    int[] plain = new TopP(0.8).nucleus(logits);
    assertThat(
            new PathNucleus(0.8, 1)
                .nucleus(new double[] {-3}, new double[][] {logits}).stream()
                    .mapToInt(Choice::token))
        .containsExactly(Arrays.stream(plain).boxed().toArray(Integer[]::new));
  }

  @Test
  void aShareOfOneKeepsAllThatIsPossibleAndZeroTheBest() {
    assertThat(new PathNucleus(1, 1).nucleus(PATHS, NEXT)).hasSize(5);
    assertThat(new PathNucleus(0, 1).nucleus(PATHS, NEXT)).hasSize(1);
  }

  @Test
  void drawnPairsAreDifferent() {
    for (int seed = 0; seed < 20; seed++) {
      List<Choice> drawn = new PathNucleus(1, 4).sample(PATHS, NEXT, new SplittableRandom(seed));
      assertThat(drawn).hasSize(4).doesNotHaveDuplicates();
    }
  }

  @Test
  void badInputIsRefusedByName() {
    var nucleus = new PathNucleus(0.9, 2);
    assertRefused(() -> nucleus.beam(new double[1], NEXT), "1 path log-probabilities and 2 rows");
    assertRefused(() -> nucleus.beam(new double[0], new double[0][]), "at least one");
    assertRefused(
        () -> nucleus.beam(new double[] {0, Double.NaN}, NEXT), "path 1 has log-probability NaN");
    assertRefused(
        () -> nucleus.beam(logs(0, 0), NEXT), "no path has a next token that is possible");
    assertRefused(() -> new PathNucleus(1.5, 2), "p is 1.5");
    assertRefused(() -> new PathNucleus(0.5, 0), "width is 0");
  }

  @Test
  void aWideBeamFindsTheTextThatGreedyDecodingMisses() {
    // 0 then 1 has probability 0.55 · 0.5, 2 then 3 has 0.45 · 0.98
    LanguageModel model = table(4, 0.55, 0, 0.45, 0, 0, 0.5, 0.49, 0.01, 0, 0, 0.02, 0.98);
    Path greedy = decode(model, 1).getFirst();
    Path wide = decode(model, 3).getFirst();
    assertThat(greedy.tokens()).startsWith(0, 1);
    assertThat(wide.tokens()).startsWith(2, 3);
    assertThat(wide.logProb()).isCloseTo(Math.log(0.45 * 0.98), offset(1e-12));
  }

  @Test
  void pathsThatEndAreSetAsideAndCompete() {
    LanguageModel model = table(4, 0.4, 0.6, 0, 0, 0.5, 0.5, 0, 0, 0, 0, 0, 1);
    List<Path> paths =
        new PathDecoder(model, new PathNucleus(1, 4), false, false)
            .decode(new int[] {3}, 2, 1, new SplittableRandom(1));
    assertThat(paths.getFirst().tokens()).containsExactly(1);
    assertThat(paths).extracting(Path::tokens).contains(List.of(0, 0), List.of(0, 1));
  }

  @Test
  void equalTextsBecomeOneWithTheSumOfTheirProbabilities() {
    List<Path> merged =
        PathDecoder.merge(
            List.of(new Path(List.of(1), Math.log(0.2)), new Path(List.of(1), Math.log(0.3))));
    assertThat(merged).hasSize(1);
    assertThat(merged.getFirst().logProb()).isCloseTo(Math.log(0.5), offset(1e-12));
  }

  @Property(seed = "1", tries = 100)
  void theKeptPairsHoldTheShareAndAreInOrder(
      @ForAll @LongRange(min = 0, max = 1000) long seed,
      @ForAll @IntRange(min = 1, max = 5) int paths,
      @ForAll @DoubleRange(min = 0, max = 1) double p) {
    var random = new SplittableRandom(seed);
    double[] a = random.doubles(paths, -2000, 0).toArray();
    double[][] next = new double[paths][];
    Arrays.setAll(next, i -> random.doubles(6, -30, 0).toArray());
    List<Choice> kept = new PathNucleus(p, 2).nucleus(a, next);
    assertThat(kept.stream().mapToDouble(Choice::joint).sum()).isGreaterThanOrEqualTo(p - 1e-9);
    assertThat(kept.stream().mapToDouble(Choice::renormalised).sum()).isCloseTo(1, offset(1e-9));
    assertThat(kept)
        .isSortedAccordingTo((one, other) -> Double.compare(other.joint(), one.joint()));
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static List<Path> decode(LanguageModel model, int width) {
    return new PathDecoder(model, new PathNucleus(1, width), false, false)
        .decode(new int[] {3}, 2, -1, new SplittableRandom(1));
  }

  /// Rows for the tokens 3 (the prompt), 0 and 2; all others are flat.
  private static LanguageModel table(int vocabulary, double... probs) {
    return new LanguageModel() {
      @Override
      public int vocabulary() {
        return vocabulary;
      }

      @Override
      public Reader read() {
        return tokens -> {
          int row =
              switch (tokens[tokens.length - 1]) {
                case 3 -> 0;
                case 0 -> 1;
                case 2 -> 2;
                default -> -1;
              };
          return row < 0
              ? new double[vocabulary]
              : logs(Arrays.copyOfRange(probs, row * vocabulary, (row + 1) * vocabulary));
        };
      }
    };
  }

  private static double[] logs(double... probs) {
    return Arrays.stream(probs).map(Math::log).toArray();
  }
}
