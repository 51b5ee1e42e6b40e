package org.offprint.server.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.feed.Papers.paper;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.paper.Papers.Offered;

class DaysTest {
  private static final LocalDate THURSDAY = LocalDate.of(2026, 3, 5);

  private final Database database = TestDatabase.fresh();
  private final org.offprint.server.paper.Papers papers =
      new org.offprint.server.paper.Papers(database, Trending::heat);
  private final Days days = new Days(database);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aDayIsOrderedByVotesWithUnknownCountsLast() {
    list(THURSDAY, Listing.DAILY, "2603.00001", 3);
    list(THURSDAY, Listing.DAILY, "2603.00002", null);
    list(THURSDAY, Listing.DAILY, "2603.00003", 9);

    assertThat(ids(days.of(Days.Span.day(THURSDAY), 0, 10)))
        .containsExactly("2603.00003", "2603.00001", "2603.00002");
    assertThat(ids(days.of(Days.Span.day(THURSDAY), 1, 1))).containsExactly("2603.00001");
  }

  @Test
  void aNamedEditionIsTheDaysListUntilThereIsADailyOne() {
    list(THURSDAY, "first", "2411.09009", null);
    assertThat(ids(days.of(Days.Span.day(THURSDAY), 0, 10))).containsExactly("2411.09009");

    list(THURSDAY, Listing.DAILY, "2603.00001", 3);
    assertThat(ids(days.of(Days.Span.day(THURSDAY), 0, 10))).containsExactly("2603.00001");
    assertThat(days.count(Days.Span.day(THURSDAY))).isEqualTo(1);
  }

  @Test
  void aPaperListedTwiceInAWeekStandsOnceWithItsLaterDay() {
    list(THURSDAY.minusDays(2), Listing.DAILY, "2603.00001", 3);
    list(THURSDAY, Listing.DAILY, "2603.00001", 3);

    List<Days.Entry> week = days.of(Days.Span.week(THURSDAY), 0, 10);
    assertThat(week).hasSize(1);
    assertThat(week.getFirst().listing()).extracting(Listing::day).isEqualTo(THURSDAY);
  }

  @Test
  void amongTheNewestAPaperStandsOnceWithItsLastDay() {
    list(THURSDAY.minusDays(2), Listing.DAILY, "2603.00001", 3);
    list(THURSDAY, Listing.DAILY, "2603.00001", 3);
    list(THURSDAY.minusDays(1), Listing.DAILY, "2603.00002", 9);

    List<Days.Entry> newest = days.newest(null, 0, 10);
    assertThat(ids(newest)).containsExactly("2603.00001", "2603.00002");
    assertThat(newest.getFirst().listing()).extracting(Listing::day).isEqualTo(THURSDAY);
  }

  @Test
  void trendingForgetsByOneDoublingADay() {
    list(THURSDAY, Listing.DAILY, "2603.00001", 3);
    list(THURSDAY.minusDays(1), Listing.DAILY, "2603.00002", 8); // one vote more than level
    list(THURSDAY.minusDays(1), Listing.DAILY, "2603.00003", 6); // one less

    assertThat(ids(days.trending(0, 10))).containsExactly("2603.00002", "2603.00001", "2603.00003");
  }

  @Test
  void trendingPageAfterPageIsTheWholeOrderAlsoAmongEquals() {
    list(THURSDAY, Listing.DAILY, "2603.00001", 3);
    list(THURSDAY, Listing.DAILY, "2603.00002", 3);
    list(THURSDAY, Listing.DAILY, "2603.00003", 3);
    list(THURSDAY, Listing.DAILY, "2603.00004", 9);
    list(THURSDAY.minusDays(5), Listing.DAILY, "2603.00005", 1);

    assertThat(ids(days.trendingAfter(null, 2))).containsExactly("2603.00004", "2603.00001");
    assertThat(ids(days.trendingAfter(new PaperId("2603.00001"), 2)))
        .containsExactly("2603.00002", "2603.00003");
    assertThat(ids(days.trendingAfter(new PaperId("2603.00003"), 2))).containsExactly("2603.00005");
    assertThat(ids(days.trendingAfter(new PaperId("2603.00005"), 2))).isEmpty();
  }

  @Test
  void theLatestDayAndItsNumberSkipDaysWithoutPapers() {
    list(THURSDAY.minusDays(3), Listing.DAILY, "2603.00001", 3);
    list(THURSDAY, Listing.DAILY, "2603.00002", 3);

    assertThat(days.latest(THURSDAY.plusDays(9))).contains(THURSDAY);
    assertThat(days.latest(THURSDAY.minusDays(1))).contains(THURSDAY.minusDays(3));
    assertThat(days.next(THURSDAY.minusDays(3))).contains(THURSDAY);
    assertThat(days.next(THURSDAY)).isEmpty();
    assertThat(days.issue(THURSDAY)).isEqualTo(2);
  }

  private void list(LocalDate day, String edition, String id, @Nullable Integer upvotes) {
    Listing listing = new Listing(day, new PaperId(id), edition, null, null, null);
    papers.save(List.of(new Offered(paper(id, upvotes, 0), listing)));
  }

  private static List<String> ids(List<Days.Entry> entries) {
    return entries.stream().map(entry -> entry.paper().id().value()).toList();
  }
}
