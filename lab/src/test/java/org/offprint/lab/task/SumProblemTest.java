package org.offprint.lab.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SumProblemTest {
  @Test
  void anAnswerIsRightWhenItsSumLeavesThePromptAndItsEndsDiffer() {
    assertThat(SumProblem.right(1, 5, 0, 0, 2)).isTrue(); // 7 = 6 + 1
    assertThat(SumProblem.right(7, 5, 0, 0, 2)).isTrue(); // prompts 1 and 7 leave the same
    assertThat(SumProblem.right(2, 5, 0, 0, 2)).isFalse();
    assertThat(SumProblem.right(4, 2, 3, 3, 2)).isFalse(); // 10 = 6 + 4, but it ends as it began
  }

  @Test
  void entropyAtARewardIsThatOfTheFirstTenRolloutsThatReachIt() {
    double[] reward = new double[30];
    double[] entropy = new double[30];
    for (int i = 0; i < 30; i++) {
      reward[i] = i < 15 ? 0 : 1;
      entropy[i] = 30 - i;
    }
    SumProblem run = new SumProblem(reward, entropy);
    assertThat(run.entropyAt(0.8)).isEqualTo(12.5); // rollouts 13 to 22, of which eight are right
    assertThat(run.entropyAt(2)).isEqualTo(5.5); // never: the last ten
  }
}
