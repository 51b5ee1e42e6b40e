package org.offprint.methods.loss;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offprint.methods.loss.CutCrossEntropy.Path;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

class CutCrossEntropyTest {
  private static final CutCrossEntropy EXACT =
      CutCrossEntropy.standard().withFilter(GradientFilter.NONE);

  /// The fast kernel pads to whole tiles: sizes just below, at and above its blocks must not show.
  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "1,2,3",
    "5,9,7",
    "31,63,31",
    "32,64,32",
    "33,65,33",
    "100,130,48",
    "300,1000,17",
    "2500,70,64",
    "40,200,600"
  })
  void bothPathsAgreeWithAllLogitsAtOnce(int n, int v, int d) {
    var random = new SplittableRandom(n * 1_000_003L + v);
    float[] e = normal(random, 1, n * d);
    float[] c = normal(random, 2 / Math.sqrt(d), v * d);
    float[] b = normal(random, 1, v);
    long[] y = random.longs(n, 0, v).map(label -> label % 5 == 3 ? -100 : label).toArray();
    y[0] = 0;
    for (Double cap : new @Nullable Double[] {null, 3.0}) {
      Outcome full = run(new CrossEntropy(-100, cap, Reduction.MEAN), n, v, d, e, c, b, y);
      assertClose(run(EXACT.withSoftCap(cap), n, v, d, e, c, b, y), full);
      assertClose(run(EXACT.withSoftCap(cap).withPath(Path.PLAIN), n, v, d, e, c, b, y), full);
      assertClose(
          run(EXACT.withSoftCap(cap).withSortedVocabulary(true), n, v, d, e, c, b, y), full);
    }
  }

  @Test
  void sumIsZeroAndGradientsAreZeroWhenEveryEntryIsIgnored() {
    Outcome none =
        run(
            EXACT.withReduction(Reduction.SUM),
            2,
            3,
            4,
            new float[8],
            new float[12],
            new float[3],
            new long[] {-100, -100});
    assertThat(none.loss).containsExactly(0);
    assertThat(none.dClassifier).containsOnly(0);
    assertThat(none.dEmbeddings).containsOnly(0);
  }

  @Test
  void unreducedGivesEachEntryItsLossInItsPlace() {
    try (var scope = new Scope()) {
      Tensor e = Tensor.of(new float[] {0, 0, 1, 0, 0, 1}, 3, 2);
      Tensor c = Tensor.of(new float[] {0, 0, 2, 0}, 2, 2);
      Tensor losses =
          EXACT
              .withReduction(Reduction.NONE)
              .apply(e, c, null, Tensor.of(new long[] {1, -100, 0}, 3));
      assertThat(losses.toDoubles())
          .containsExactly(new double[] {Math.log(2), 0, Math.log(2)}, offset(1e-7));
    }
  }

  /// 64 tokens × 128 items. The last 64 items have logits about −40 for every token and are
  /// nobody's label: two blocks of 32 × 64.
  @Test
  void theFilterSkipsBlocksThatCannotMatterAndCountsThem() {
    float[] e = new float[64];
    Arrays.fill(e, 1);
    float[] c = new float[128];
    Arrays.fill(c, 64, 128, -40);
    long[] y = new long[64];
    Outcome exact = run(EXACT, 64, 128, 1, e, c, new float[128], y);
    for (Path path : Path.values()) {
      CutCrossEntropy filtered = withOwnTally(GradientFilter.AUTO, path);
      Outcome outcome = run(filtered, 64, 128, 1, e, c, new float[128], y);
      assertThat(filtered.tally().blocks()).isEqualTo(4);
      assertThat(filtered.tally().skipped()).isEqualTo(2);
      assertClose(outcome, exact);
    }
  }

  /// A token whose own label has all the probability has no gradient either, though its softmax is
  /// 1.
  @Test
  void theFilterSkipsBlocksOfCertainAndRightTokens() {
    for (Path path : Path.values()) {
      CutCrossEntropy filtered = withOwnTally(GradientFilter.AUTO, path);
      run(filtered, 1, 2, 1, new float[] {1}, new float[] {60, 0}, new float[2], new long[] {0});
      assertThat(filtered.tally().skipped()).isEqualTo(1);
      CutCrossEntropy wrong = withOwnTally(GradientFilter.AUTO, path);
      run(wrong, 1, 2, 1, new float[] {1}, new float[] {60, 0}, new float[2], new long[] {1});
      assertThat(wrong.tally().skipped()).isZero();
    }
  }

  /// Interleaved items, every other one negligible: in their own order each block has both kinds,
  /// sorted one of two is skipped.
  @Test
  void sortingTheVocabularyGathersNegligibleItems() {
    float[] c = new float[128];
    for (int i = 0; i < 128; i += 2) {
      c[i] = -40;
    }
    float[] e = new float[32];
    Arrays.fill(e, 1);
    long[] y = new long[32];
    Arrays.fill(y, 1);
    for (Path path : Path.values()) {
      CutCrossEntropy own = withOwnTally(GradientFilter.AUTO, path);
      CutCrossEntropy sorted = withOwnTally(GradientFilter.AUTO, path).withSortedVocabulary(true);
      Outcome unsorted = run(own, 32, 128, 1, e, c, new float[128], y);
      assertThat(own.tally().skipped()).isZero();
      assertClose(run(sorted, 32, 128, 1, e, c, new float[128], y), unsorted);
      assertThat(sorted.tally().skipped()).isEqualTo(1);
    }
  }

  @Test
  void oneSidedFiltersLeaveTheOtherGradientExact() {
    float[] e = normal(new SplittableRandom(3), 0.1, 40 * 8); // every softmax is about 1/200
    float[] c = normal(new SplittableRandom(4), 1, 200 * 8);
    long[] y = new SplittableRandom(5).longs(40, 0, 200).toArray();
    Outcome exact = run(EXACT, 40, 200, 8, e, c, new float[200], y);
    for (Path path : Path.values()) {
      Outcome one =
          run(
              EXACT.withPath(path).withFilter(new GradientFilter(0.999, true, false)),
              40,
              200,
              8,
              e,
              c,
              new float[200],
              y);
      assertThat(one.dClassifier).containsExactly(exact.dClassifier, offset(1e-6));
      assertThat(one.dEmbeddings).containsOnly(0);
      Outcome other =
          run(
              EXACT.withPath(path).withFilter(new GradientFilter(0.999, false, true)),
              40,
              200,
              8,
              e,
              c,
              new float[200],
              y);
      assertThat(other.dEmbeddings).containsExactly(exact.dEmbeddings, offset(1e-6));
      assertThat(other.dClassifier).containsOnly(0);
    }
  }

  /// One table is both the embedding and the classifier, and the loss is not the end of the graph.
  @Test
  void gradientsFlowThroughTheMiddleOfAGraph() {
    float[] table = normal(new SplittableRandom(6), 1, 50 * 16);
    long[] tokens = new SplittableRandom(7).longs(20, 0, 50).toArray();
    assertThat(tied(EXACT, table, tokens))
        .containsExactly(tied(CrossEntropy.standard(), table, tokens), offset(1e-5));
  }

  private static double[] tied(HeadLoss loss, float[] values, long[] tokens) {
    try (var scope = new Scope()) {
      Tensor table = Tensor.of(values, 50, 16).requireGradient();
      Tensor in = Tensor.of(tokens, 20);
      Tensor hidden = table.embed(in).tanh();
      Tensor first = loss.apply(hidden, table, null, in);
      Tensor second =
          loss.apply(hidden.mul(first), table, null, in); // a cut loss that depends on a cut loss
      first.mul(3).add(second.square()).add(table.square().mean()).backward();
      return requireNonNull(table.gradient()).toDoubles();
    }
  }

  @Test
  void badOptionsAreRefused() {
    assertThatThrownBy(() -> EXACT.withSoftCap(0.0))
        .hasMessageContaining("softCap = 0.0: expected a positive number");
    assertThatThrownBy(() -> EXACT.withShift(-1)).hasMessageContaining("shift = -1");
    assertThatThrownBy(() -> EXACT.withBlocks(0, 64)).hasMessageContaining("blocks of 0 tokens");
    assertThatThrownBy(() -> GradientFilter.below(-1))
        .hasMessageContaining("filter epsilon = -1.0");
  }

  @Test
  void shapesOfTheHeadAreRefusedByName() {
    Tensor e = Tensor.zeros(Type.FLOAT32, 3, 4);
    Tensor y = Tensor.zeros(Type.INT64, 3);
    assertThatThrownBy(() -> EXACT.apply(e, Tensor.zeros(Type.FLOAT32, 9, 5), null, y))
        .hasMessage(
            "classifier has shape (9, 5); expected 4 in dimension 1, as embeddings has D in its last dimension.");
    assertThatThrownBy(() -> EXACT.apply(e, Tensor.zeros(Type.FLOAT64, 9, 4), null, y))
        .hasMessageContaining("classifier is float64; expected float32");
    assertThatThrownBy(() ->
            EXACT.apply(e, Tensor.zeros(Type.FLOAT32, 9, 4), Tensor.zeros(Type.FLOAT32, 8), y))
        .hasMessageContaining("bias has shape (8); expected 9");
    assertThatThrownBy(() -> EXACT.withShift(3).apply(e, Tensor.zeros(Type.FLOAT32, 9, 4), null, y))
        .hasMessageContaining("expected more than 3 positions");
  }

  private static CutCrossEntropy withOwnTally(GradientFilter filter, Path path) {
    return new CutCrossEntropy(
        -100, null, Reduction.MEAN, 0, filter, false, 32, 64, path, new BlockTally());
  }

  private record Outcome(
      double[] loss, double[] dEmbeddings, double[] dClassifier, double[] dBias) {}

  private static Outcome run(
      HeadLoss loss, int n, int v, int d, float[] e, float[] c, float[] b, long[] y) {
    try (var scope = new Scope()) {
      Tensor embeddings = Tensor.of(e, n, d).requireGradient();
      Tensor classifier = Tensor.of(c, v, d).requireGradient();
      Tensor bias = Tensor.of(b, v).requireGradient();
      Tensor value = loss.apply(embeddings, classifier, bias, Tensor.of(y, n));
      value.backward();
      return new Outcome(
          value.toDoubles(),
          requireNonNull(embeddings.gradient()).toDoubles(),
          requireNonNull(classifier.gradient()).toDoubles(),
          requireNonNull(bias.gradient()).toDoubles());
    }
  }

  private static void assertClose(Outcome actual, Outcome expected) {
    assertThat(distance(actual.loss, expected.loss)).as("loss").isLessThan(2e-5);
    assertThat(distance(actual.dEmbeddings, expected.dEmbeddings)).as("dE").isLessThan(1e-5);
    assertThat(distance(actual.dClassifier, expected.dClassifier)).as("dC").isLessThan(1e-5);
    assertThat(distance(actual.dBias, expected.dBias)).as("db").isLessThan(1e-5);
  }

  private static double distance(double[] one, double[] other) {
    assertThat(one).hasSameSizeAs(other);
    double largest = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = Math.abs(one[i] - other[i]);
      largest = difference <= largest ? largest : difference; // NaN wins
    }
    return largest;
  }

  private static float[] normal(SplittableRandom random, double deviation, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}
