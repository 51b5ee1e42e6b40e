package org.offprint.server.announce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Tally;
import org.offprint.server.announce.DayState.State;
import org.offprint.server.announce.Sighting.Kind;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;

/// How a day stands after what sources said of it. The day is Thursday, 4 June 2026, announced on
/// the evening before, at 0:00 in UTC.
class JudgeTest {
  private static final LocalDate DAY = LocalDate.of(2026, 6, 4);
  private static final Instant ANNOUNCED = Instant.parse("2026-06-04T00:00:00Z");
  private static final Instant MORNING = Instant.parse("2026-06-04T06:00:00Z");
  private static final Instant NOON = Instant.parse("2026-06-04T12:00:00Z");
  private static final Instant NEXT_DAY = Instant.parse("2026-06-05T00:00:00Z");
  private static final String IN_WINDOW = "2026-06-03T10:00:00Z";
  private static final String OAI = "arxiv-oai";
  private static final String RSS = "arxiv-rss";
  private static final String API = "arxiv-api";

  private final Database database = TestDatabase.fresh();
  private final Papers papers = new Papers(database, Trending::heat);
  private final ArxivCalendar calendar = new ArxivCalendar(Map.of());
  private final Announcements announcements = new Announcements(database, papers, calendar);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aDayIsAwaitedUntilItIsAnnouncedAndForSomeHoursAfterwards() {
    assertThat(state(ANNOUNCED.minusSeconds(1))).isEqualTo(State.awaited);
    assertThat(state(ANNOUNCED.plusSeconds(3600))).isEqualTo(State.awaited);
    assertThat(state(MORNING)).isEqualTo(State.unconfirmed);
  }

  @Test
  void allThreeSourcesMakeADayComplete() {
    here("2606.00001", "2606.00002");
    tell(OAI, DAY, Kind.NEW, true, "2606.00001", "2606.00002");
    tell(RSS, DAY, Kind.NEW, true, "2606.00001", "2606.00002");
    assertThat(state(MORNING)).as("the third has not spoken").isEqualTo(State.unconfirmed);
    tell(API, DAY, Kind.SUBMITTED, true, "2606.00001", "2606.00002");
    assertThat(state(MORNING)).isEqualTo(State.complete);
    assertThat(
            database
                .sql()
                .sql("select count(*) from listing where day = '2026-06-04'")
                .query(Long.class)
                .single())
        .isEqualTo(2);
  }

  @Test
  void twoAreEnoughOnTheDayAfterWhenTheArchiveWasAskedAgain() {
    here("2606.00001");
    tell(OAI, DAY, Kind.NEW, true, "2606.00001");
    tell(RSS, DAY, Kind.NEW, true, "2606.00001");
    assertThat(state(NOON)).as("both may lack the same").isEqualTo(State.unconfirmed);
    assertThat(state(NEXT_DAY)).as("nobody asked again").isEqualTo(State.unconfirmed);
    tell(NEXT_DAY.minusSeconds(1), OAI, DAY, Kind.NEW, "2606.00001");
    assertThat(state(NEXT_DAY)).isEqualTo(State.unconfirmed);
    tell(NEXT_DAY, OAI, DAY, Kind.NEW, "2606.00001");
    assertThat(state(NEXT_DAY)).isEqualTo(State.complete);
  }

  @Test
  void twoThatLackTheSameWhileTheThirdIsOutOfOrderAreFoundOut() {
    here("2606.00001", "2606.00002");
    tell(OAI, DAY, Kind.NEW, true, "2606.00001");
    tell(RSS, DAY, Kind.NEW, true, "2606.00001");
    tell(API, DAY, Kind.SUBMITTED, true);
    assertThat(state(NOON)).isEqualTo(State.unconfirmed);
    tell(NEXT_DAY, OAI, DAY, Kind.NEW, "2606.00001", "2606.00002");
    assertThat(state(NEXT_DAY)).isEqualTo(State.unconfirmed);
    tell(NEXT_DAY, API, DAY, Kind.SUBMITTED, "2606.00001", "2606.00002");
    assertThat(state(NEXT_DAY)).isEqualTo(State.complete);
  }

  @Test
  void oneSourceIsNeverEnough() {
    here("2606.00001");
    tell(OAI, DAY, Kind.NEW, true, "2606.00001");
    assertThat(state(NOON.plusSeconds(400_000))).isEqualTo(State.unconfirmed);
  }

  @Test
  void aPaperThatIsNamedAndNotHereMakesADayPartial() {
    here("2606.00001");
    for (String source : List.of(OAI, RSS)) {
      tell(source, DAY, Kind.NEW, true, "2606.00001", "2606.00002");
    }
    DayState state = announcements.judge(DAY, "cs.CL", NOON);
    assertThat(state.state()).isEqualTo(State.partial);
    assertThat(state.missing()).containsExactly(new PaperId("2606.00002"));
    assertThat(state.why()).isEqualTo("1 of 2 announced papers is missing.");
  }

  @Test
  void aPaperThatWasTakenAwayIsNotMissing() {
    here("2606.00001");
    for (String source : List.of(OAI, RSS)) {
      tell(source, DAY, Kind.NEW, true, "2606.00001", "2606.00002");
    }
    announcements.saw(List.of(said(OAI, DAY.plusDays(1), Kind.DELETED, false, "2606.00002")));
    tell(NEXT_DAY, OAI, DAY, Kind.NEW, "2606.00001");
    assertThat(state(NEXT_DAY)).isEqualTo(State.complete);
  }

  @Test
  void twoSourcesThatLackTheSamePapersDoNotOutvoteTheOneThatHasThem() {
    here("2606.00001", "2606.00002");
    tell(OAI, DAY, Kind.NEW, true, "2606.00001");
    tell(RSS, DAY, Kind.NEW, true, "2606.00001");
    tell(API, DAY, Kind.SUBMITTED, true, "2606.00001", "2606.00002");
    DayState state = announcements.judge(DAY, "cs.CL", NOON.plusSeconds(400_000));
    assertThat(state.state()).isEqualTo(State.unconfirmed);
    assertThat(state.why()).contains("arxiv-oai lacks 1 that arxiv-api has (2606.00002)");
  }

  @Test
  void aSourceThatOnlyKnowsLessIsOutvotedInTheEnd() {
    here("2606.00001", "2606.00002");
    tell(OAI, DAY, Kind.NEW, true, "2606.00001", "2606.00002");
    tell(RSS, DAY, Kind.NEW, true, "2606.00001");
    tell(API, DAY, Kind.SUBMITTED, true, "2606.00001", "2606.00002");
    assertThat(state(NOON)).isEqualTo(State.unconfirmed);
    tell(NEXT_DAY, OAI, DAY, Kind.NEW, "2606.00001", "2606.00002");
    assertThat(state(NEXT_DAY)).isEqualTo(State.complete);
  }

  @Test
  void aSilentWorkdayIsNeverCalledEmptyByItself() {
    tell(OAI, DAY, Kind.NEW, true);
    tell(RSS, DAY, Kind.NEW, true);
    tell(API, DAY, Kind.SUBMITTED, true);
    DayState state = announcements.judge(DAY, "cs.CL", NOON.plusSeconds(400_000));
    assertThat(state.state()).isEqualTo(State.unconfirmed);
    assertThat(state.why()).contains("ingest.closed = 2026-06-03");
  }

  @Test
  void aSilentWorkdayWasAHolidayWhenItsPapersComeOnTheNextList() {
    tell(OAI, DAY, Kind.NEW, true);
    tell(RSS, DAY, Kind.NEW, true);
    LocalDate next = DAY.plusDays(1);
    String[] late = {"2606.00001", "2606.00002", "2606.00003"};
    here(late);
    Instant later = NOON.plus(Duration.ofDays(2));
    for (String source : List.of(OAI, RSS)) {
      tell(later, source, next, Kind.NEW, late);
    }
    assertThat(announcements.judge(next, "cs.CL", later).state()).isEqualTo(State.complete);
    DayState state = announcements.judge(DAY, "cs.CL", later);
    assertThat(state.state()).isEqualTo(State.nothing);
    assertThat(state.why()).contains("came on the next");
  }

  @Test
  void aHolidayIsBelievedWhenTheSourcesSaySoAndNotBefore() {
    LocalDate day = LocalDate.of(2026, 11, 27);
    Instant noon = Instant.parse("2026-11-27T17:00:00Z");
    assertThat(announcements.judge(day, "cs.CL", noon).state()).isEqualTo(State.unconfirmed);
    tell(OAI, day, Kind.NEW, true);
    tell(RSS, day, Kind.NEW, true);
    DayState state = announcements.judge(day, "cs.CL", noon);
    assertThat(state.state()).isEqualTo(State.nothing);
    assertThat(state.why()).contains("Thanksgiving");
  }

  @Test
  void aListOnAHolidayIsAListAllTheSame() {
    LocalDate day = LocalDate.of(2026, 11, 27);
    here("2611.00001");
    Instant noon = Instant.parse("2026-11-27T17:00:00Z");
    tell(noon, OAI, day, Kind.NEW, "2611.00001");
    tell(noon, RSS, day, Kind.NEW, "2611.00001");
    tell(noon, API, day, Kind.SUBMITTED, "2611.00001");
    assertThat(announcements.judge(day, "cs.CL", noon).state()).isEqualTo(State.complete);
  }

  @Test
  void aWeekendIsEmptyWithoutAsking() {
    assertThat(announcements.judge(DAY.plusDays(2), "cs.CL", NOON.plusSeconds(200_000)).state())
        .isEqualTo(State.nothing);
  }

  @Test
  void aListFarBelowTheUsualNeedsAllThreeOrADaysPatience() {
    for (int back = 1; back <= 6; back++) {
      database
          .sql()
          .sql(
              "insert into day_state (day, category, state, announced, why, since, checked) values (:day, 'cs.CL', 'complete', 20, '', now(), now())")
          .param("day", DAY.minusDays(back))
          .update();
    }
    here("2606.00001");
    tell(OAI, DAY, Kind.NEW, true, "2606.00001");
    tell(RSS, DAY, Kind.NEW, true, "2606.00001");
    DayState state = announcements.judge(DAY, "cs.CL", NOON);
    assertThat(state.state()).isEqualTo(State.unconfirmed);
    assertThat(state.why()).contains("1 papers, where 20 are usual");
    tell(NEXT_DAY, OAI, DAY, Kind.NEW, "2606.00001");
    assertThat(state(NEXT_DAY)).isEqualTo(State.unconfirmed);
    assertThat(state(NEXT_DAY.plus(Duration.ofHours(12)))).isEqualTo(State.complete);
  }

  @Test
  void aSettledDayOpensAgainWhenAPaperIsNamedLater() {
    twoAreEnoughOnTheDayAfterWhenTheArchiveWasAskedAgain();
    announcements.saw(List.of(said(OAI, DAY, Kind.NEW, true, "2606.00009")));
    assertThat(announcements.open(DAY, "cs.CL")).containsExactly(DAY);
    assertThat(state(NEXT_DAY)).isEqualTo(State.partial);
  }

  @Test
  void aPaperThatWasHeldBackStandsOnTheListThatItCameWith() {
    tell(OAI, DAY.minusDays(1), Kind.NEW, true);
    announcements.saw(
        List.of(
            new Sighting(
                DAY.minusDays(1),
                "cs.CL",
                new PaperId("2606.00005"),
                OAI,
                Kind.NEW,
                1,
                false,
                DAY)));
    assertThat(announcements.judge(DAY, "cs.CL", NOON).announced()).isEqualTo(1);
    assertThat(announcements.judge(DAY.minusDays(1), "cs.CL", NOON).announced()).isZero();
  }

  @Test
  void theFeedDecidesOnWhichListAPaperStands() {
    announcements.saw(
        List.of(
            new Sighting(
                DAY.minusDays(1),
                "cs.CL",
                new PaperId("2606.00005"),
                OAI,
                Kind.NEW,
                1,
                false,
                DAY)));
    announcements.saw(List.of(said(RSS, DAY, Kind.NEW, true, "2606.00005")));
    assertThat(announcements.judge(DAY, "cs.CL", NOON).announced()).isEqualTo(1);
    assertThat(announcements.judge(DAY.minusDays(1), "cs.CL", NOON).announced()).isZero();
  }

  @Test
  void anOldListUnderANewDateIsRecognised() {
    List<Sighting> list = new ArrayList<>();
    for (String paper : List.of("2606.00001", "2606.00002", "2606.00003")) {
      list.add(said(RSS, DAY, Kind.NEW, true, paper));
    }
    announcements.saw(list);
    assertThat(announcements.repeats(DAY.plusDays(1), "cs.CL", list)).isTrue();
    assertThat(announcements.repeats(DAY, "cs.CL", list)).as("the same day again").isFalse();
    assertThat(announcements.repeats(DAY.plusDays(1), "cs.CL", List.of())).isFalse();
  }

  @Test
  void onlyTheFeedCanSayWhetherAPaperFromBeforeAllThatWasReadWasHeldBack() {
    here("2606.00001", "2604.00009");
    tell(NEXT_DAY, OAI, DAY, Kind.NEW, "2606.00001");
    tell(API, DAY, Kind.SUBMITTED, true, "2606.00001");
    announcements.saw(
        List.of(
            said(OAI, DAY.minusDays(40), Kind.NEW, false, "2604.00009"),
            said(OAI, DAY, Kind.CHANGED, false, "2604.00009")));
    DayState state = announcements.judge(DAY, "cs.CL", NOON.plusSeconds(400_000));
    assertThat(state.state()).isEqualTo(State.unconfirmed);
    assertThat(state.why()).contains("1 paper was submitted long before");
    tell(RSS, DAY, Kind.NEW, true, "2606.00001");
    assertThat(state(NOON.plusSeconds(400_000))).isEqualTo(State.complete);
  }

  private State state(Instant now) {
    return announcements.judge(DAY, "cs.CL", now).state();
  }

  private void tell(String source, LocalDate day, Kind kind, boolean due, String... named) {
    tell(NOON, source, day, kind, due, named);
  }

  private void tell(Instant at, String source, LocalDate day, Kind kind, String... named) {
    tell(at, source, day, kind, true, named);
  }

  private void tell(
      Instant at, String source, LocalDate day, Kind kind, boolean due, String... named) {
    List<Sighting> sightings = new ArrayList<>();
    for (String paper : named) {
      sightings.add(said(source, day, kind, due, paper));
    }
    announcements.saw(sightings);
    announcements.told(List.of(day), "cs.CL", source, at);
  }

  private static Sighting said(String source, LocalDate day, Kind kind, boolean due, String paper) {
    return new Sighting(day, "cs.CL", new PaperId(paper), source, kind, 1, due);
  }

  private void here(String... ids) {
    List<Offered> offered = new ArrayList<>();
    for (String id : ids) {
      offered.add(new Offered(paper(id, new SaidDate(IN_WINDOW)), null));
    }
    papers.save(offered);
  }

  private static Paper paper(String id, @Nullable SaidDate published) {
    return new Paper(
        new PaperId(id),
        "A title",
        null,
        null,
        null,
        List.of(),
        null,
        null,
        "cs.CL",
        List.of("cs.CL"),
        published,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        Tally.UNKNOWN,
        new Origin("test", Origin.Rank.arxiv, "2026-06-04", "x"));
  }
}
