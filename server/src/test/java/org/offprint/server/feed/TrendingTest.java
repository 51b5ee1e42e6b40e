package org.offprint.server.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.offprint.server.feed.Papers.paper;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TrendingTest {
  private static final Instant NOON = Instant.parse("2026-03-05T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void aPaperOneDayOlderNeedsOneDoublingOfVotes() {
    assertThat(Trending.heat(3, 0, NOON)) // log₂(1 + 3) = log₂(1 + 7) − 1
        .isEqualTo(Trending.heat(7, 0, NOON.minus(DAY)), within(1e-9));
  }

  @Test
  void tenTimesTheVotesAreWorthALittleMoreThanThreeDays() {
    assertThat(Trending.heat(99, 0, NOON.minus(Duration.ofHours(79))))
        .isLessThan(Trending.heat(9, 0, NOON) + 0.1)
        .isGreaterThan(Trending.heat(9, 0, NOON) - 0.1);
  }

  @Test
  void commentsCountHalfAndNeverMoreThanTheVotesAndOne() {
    assertThat(Trending.heat(10, 4, NOON)).isEqualTo(Trending.heat(12, 0, NOON), within(1e-9));
    assertThat(Trending.heat(1, 200, NOON)).isEqualTo(Trending.heat(2, 0, NOON), within(1e-9));
  }

  @Test
  void unknownCountsAddNothing() {
    assertThat(Trending.heat(null, null, NOON)).isEqualTo(Trending.heat(0, 0, NOON));
  }

  @Test
  void theReasonGivesTheNumbersAndNeverCallsUnknownZero() {
    assertThat(
            Trending.whyHere(paper("2411.09009", null, 4), Instant.parse("2026-03-05T00:00:00Z")))
        .isEqualTo(
            "Votes unknown and 4 comments make log₂(1 + 0.5) = 0.58; shown on 2026-03-05, day 20517 since 1970; heat 20517.58.");
    assertThat(Trending.whyHere(paper("2411.09009", 1, null), NOON))
        .startsWith("1 vote and comments unknown");
  }
}
