package org.offprint.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;

class VaswaniRerankingTest {
  private static final double[] SCORES = {0.1, 0.9, 0.5};
  private static final int[] DOCUMENTS = {7, 8, 9};

  @Test
  void aRelevantDocumentAtRankTwoGainsLessThanAtRankOne() {
    assertThat(VaswaniReranking.ndcg(SCORES, DOCUMENTS, Set.of(8))).isEqualTo(1, within(1e-12));
    assertThat(VaswaniReranking.ndcg(SCORES, DOCUMENTS, Set.of(9)))
        .isEqualTo(Math.log(2) / Math.log(3), within(1e-12));
  }

  @Test
  void aRelevantDocumentThatIsNoCandidateCostsAsWell() {
    assertThat(VaswaniReranking.ndcg(SCORES, DOCUMENTS, Set.of(8, 1)))
        .isEqualTo(1 / (1 + Math.log(2) / Math.log(3)), within(1e-12));
  }
}
