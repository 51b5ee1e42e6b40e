package org.offprint.server.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.result.Outcome;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Scale;

class VerdictsTest {
  private static final List<Result> ALL = GeneratedResults.all();

  @Test
  void severalVerdictsStandBesideEachOtherAndNoneIsLost() {
    assertThat(Verdicts.of(of("plackett-luce-distillation")).words())
        .isEqualTo("1 agrees, 1 disagrees, 1 inconclusive at small scale");
    assertThat(Verdicts.of(of("comp-sum-losses")).words()).isEqualTo("claim agrees at small scale");
    assertThat(Verdicts.of(of("gateformer")).words()).isEqualTo("claim agrees");
  }

  @Test
  void theNewestRunOfATaskStandsAndOneOfTooFewSeedsNever() {
    assertThat(Verdicts.of(of("plackett-luce-distillation")).runs())
        .extracting(run -> run.task().id())
        .containsExactlyInAnyOrder(
            "plackett-luce-digits", "plackett-luce-letters", "plackett-luce-noise");
    assertThat(Verdicts.of(of("dc-pdd")).words()).isEmpty();
  }

  @Test
  void wordsOfAnyMixSayTheScaleOfEveryVerdict() {
    List<Result> measured = ALL.stream().filter(Verdicts::measured).toList();
    for (int choice = 1; choice < 1 << measured.size(); choice++) {
      List<Result> some = new ArrayList<>();
      for (int i = 0; i < measured.size(); i++) {
        if ((choice >> i & 1) == 1) {
          some.add(measured.get(i));
        }
      }
      Verdicts verdicts = Verdicts.of(some);
      boolean small =
          verdicts.runs().stream().anyMatch(run -> run.verdict().scale() == Scale.SMALL);
      boolean full = verdicts.runs().stream().anyMatch(run -> run.verdict().scale() == Scale.FULL);
      assertThat(verdicts.words().endsWith("at small scale")).isEqualTo(small);
      if (small && full) {
        assertThat(verdicts.words()).contains("in full");
        assertThat(verdicts.parts())
            .allMatch(part -> part.words().matches(".*(in full|at small scale)"));
      }
      for (Outcome outcome : Outcome.values()) {
        assertThat(verdicts.parts().stream().anyMatch(part -> part.outcome() == outcome))
            .isEqualTo(verdicts.has(outcome));
      }
    }
  }

  private static List<Result> of(String method) {
    return ALL.stream().filter(result -> result.method().id().equals(method)).toList();
  }
}
