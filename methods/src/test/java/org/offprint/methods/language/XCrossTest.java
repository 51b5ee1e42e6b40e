package org.offprint.methods.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Gradients;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

class XCrossTest extends ModelContract<XCross> {
  private static final DomainScorer.Settings TINY = new DomainScorer.Settings(9, 6, 4, 2, 2, 6, 0);
  private static final Tensor TOKENS =
      Tensor.of(new long[] {1, 4, 5, 6, 7, 1, 8, 3, 2, 0, 1, 2, 2, 0, 0}, 3, 5);
  private static final Tensor LABELS = Tensor.of(new long[] {1, 0, 1}, 3);

  private static List<DomainScorer> sources(Initial initial, int count) {
    return IntStream.range(0, count)
        .mapToObj(m -> {
          var scorer = new DomainScorer(initial, TINY);
          scorer.adapt(initial, 2, 1);
          return scorer;
        })
        .toList();
  }

  @Override
  protected XCross model(Initial initial) {
    return new XCross(initial, sources(initial, 2));
  }

  @Override
  protected Tensor loss(XCross model) {
    return model.loss(TOKENS, LABELS);
  }

  private static Initial inDoubles() {
    return new Initial(new SplittableRandom(4), Type.FLOAT64);
  }

  @Test
  void onlyIntegratorsAndHeadAreTrained() {
    XCross model = model(Initial.seeded(1));
    model
        .parameters()
        .forEach((name, parameter) ->
            assertThat(parameter.requiresGradient())
                .as(name)
                .isEqualTo(!name.startsWith("sources.")));
  }

  @Test
  void aSourceLearnsItsDomainThroughItsAdaptersAlone() {
    var scorer = new DomainScorer(Initial.seeded(2), TINY);
    scorer.adapt(Initial.seeded(3), 2, 1);
    double before = scorer.loss(TOKENS, LABELS).value();
    double[] frozen = named(scorer, "embedding.weight").toDoubles();
    Training.of(scorer, Optimiser.adamW(scorer.trainable(), 0.02, 0))
        .run(30, step -> scorer.loss(TOKENS, LABELS));
    assertThat(scorer.loss(TOKENS, LABELS).value()).isLessThan(before);
    assertThat(named(scorer, "embedding.weight").toDoubles()).containsExactly(frozen);
  }

  @Property(seed = "1", tries = 20)
  void anUntrainedIntegratorChangesNothing(@ForAll @IntRange(min = 1, max = 4) int sources) {
    var initial = inDoubles();
    var integrator = new CrossIntegrator(initial, sources, 3, 0.5, 0.5);
    assertThat(integrator.trainableCount()).isEqualTo(CrossIntegrator.parameterCount(sources, 3));
    List<Tensor> h = IntStream.range(0, sources).mapToObj(m -> initial.normal(1, 2, 5, 3)).toList();
    List<Tensor> refined = integrator.apply(h);
    for (int m = 0; m < sources; m++) {
      assertThat(refined.get(m).toDoubles()).containsExactly(h.get(m).toDoubles());
    }
  }

  @Test
  void theGradientOfAnIntegratorIsItsSlope() {
    var initial = inDoubles();
    var integrator = new CrossIntegrator(initial, 3, 2, 0.5, 0.25);
    integrator.load(Map.of("weight", initial.normal(0.5, 12, 6)));
    double[] x = initial.normal(1, 3, 2, 2).toDoubles();
    Gradients.assertSlope(
        t ->
            integrator.apply(List.of(t.select(0, 0), t.select(0, 1), t.select(0, 2))).stream()
                .map(one -> one.square().sum())
                .reduce(Tensor::add)
                .orElseThrow(),
        x,
        3,
        2,
        2);
  }

  @Test
  void neitherTheOrderOfTheBatchNorItsPaddingMatters() {
    var initial = inDoubles();
    XCross model = new XCross(initial, sources(initial, 3));
    double[] scores = model.apply(TOKENS).toDoubles();
    double[] turned = model.apply(TOKENS.flip(0)).toDoubles();
    double[] padded =
        model.apply(Tensor.concat(1, TOKENS, Tensor.zeros(Type.INT64, 3, 1))).toDoubles();
    for (int i = 0; i < 3; i++) {
      assertThat(turned[2 - i]).isCloseTo(scores[i], offset(1e-12));
      assertThat(padded[i]).isCloseTo(scores[i], offset(1e-12));
    }
  }

  @Test
  void sourcesOfDifferentBuildsAreRefused() {
    var other = new DomainScorer(Initial.seeded(1), new DomainScorer.Settings(9, 6, 8, 2, 2, 6, 0));
    var one = new DomainScorer(Initial.seeded(1), TINY);
    assertThatThrownBy(() -> new XCross(Initial.seeded(1), List.of(one, other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("built alike");
    assertThatThrownBy(() -> new XCross(Initial.seeded(1), List.of()))
        .hasMessageContaining("1 or more");
    assertThatThrownBy(() -> one.loss(TOKENS, LABELS.narrow(0, 0, 2)))
        .hasMessageContaining("labels has shape (2)");
    assertThatThrownBy(() -> one.apply(Tensor.full(9, Type.INT64, 1, 2)))
        .hasMessageContaining("tokens[0] = 9");
  }

  @Test
  void equalScoresRankTheRightCandidateLast() {
    var ranking = CandidateRanking.of(new double[] {0.5, 0.5, 0.5, 0.1}, 1);
    assertThat(ranking.rank()).isEqualTo(3);
    assertThat(ranking.hit(1)).isFalse();
    assertThat(ranking.hit(3)).isTrue();
    assertThat(ranking.reciprocal(5)).isCloseTo(1 / 3.0, offset(1e-15));
    assertThat(ranking.reciprocal(2)).isZero();
  }

  @Property(seed = "1", tries = 100)
  void theRankIsBetweenOneAndTheNumberOfCandidates(
      @ForAll @IntRange(min = 1, max = 30) int candidates, @ForAll long seed) {
    double[] scores = new double[candidates];
    var random = new SplittableRandom(seed);
    Arrays.setAll(scores, i -> random.nextInt(4));
    int rank = CandidateRanking.of(scores, random.nextInt(candidates)).rank();
    assertThat(rank).isBetween(1, candidates);
  }

  @Test
  void whatCannotBeRankedIsRefused() {
    assertThatThrownBy(() -> CandidateRanking.of(new double[] {1, Double.NaN}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scores[1] is NaN");
    assertThatThrownBy(() -> CandidateRanking.of(new double[] {1}, 1))
        .hasMessageContaining("positive[0] = 1 is out of range");
  }

  private static Tensor named(org.offprint.methods.layer.Block model, String name) {
    return java.util.Objects.requireNonNull(model.parameters().get(name), name);
  }
}
