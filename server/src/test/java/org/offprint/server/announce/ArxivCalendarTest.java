package org.offprint.server.announce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArxivCalendarTest {
  private final ArxivCalendar calendar = new ArxivCalendar(Map.of());

  @ParameterizedTest(name = "{0} stands on the list of {1}: {2}")
  @CsvSource({
    "2026-06-02T17:59:59Z, 2026-06-03, Tuesday before 14:00 in New York",
    "2026-06-02T18:00:00Z, 2026-06-04, Tuesday at 14:00",
    "2026-06-04T17:59:59Z, 2026-06-05, Thursday before 14:00",
    "2026-06-04T18:00:00Z, 2026-06-08, Thursday after 14:00 is announced on Sunday for Monday",
    "2026-06-05T17:59:59Z, 2026-06-08, Friday before 14:00",
    "2026-06-05T18:00:00Z, 2026-06-09, Friday after 14:00 is announced on Monday for Tuesday",
    "2026-06-07T12:00:00Z, 2026-06-09, Sunday",
    "2026-06-08T17:59:59Z, 2026-06-09, Monday before 14:00",
    "2026-01-06T18:59:59Z, 2026-01-07, in winter the cut-off is an hour later in UTC",
    "2026-01-06T19:00:00Z, 2026-01-08, and this is after it",
    "2026-11-26T18:59:59Z, 2026-11-30, Thanksgiving has no evening: its papers join Monday's",
  })
  void aSubmissionStandsOnAList(Instant submitted, LocalDate list, String why) {
    assertThat(calendar.listOf(submitted)).as(why).isEqualTo(list);
  }

  @Test
  void everyMomentOfAYearBelongsToTheWindowOfItsListAndToNoOther() {
    Instant moment = Instant.parse("2026-01-01T00:30:00Z");
    while (moment.isBefore(Instant.parse("2027-01-01T00:00:00Z"))) {
      LocalDate list = calendar.listOf(moment);
      assertThat(calendar.window(list).contains(moment)).as("%s in %s", moment, list).isTrue();
      assertThat(calendar.window(calendar.before(list)).contains(moment)).isFalse();
      assertThat(calendar.window(calendar.after(list)).contains(moment)).isFalse();
      moment = moment.plus(Duration.ofMinutes(97));
    }
  }

  @Test
  void theWindowThatHoldsAClockChangeIsAnHourShorterInMarchAndLongerInNovember() {
    assertThat(calendar.window(LocalDate.of(2026, 3, 3)).length()).isEqualTo(Duration.ofHours(72));
    assertThat(calendar.window(LocalDate.of(2026, 3, 10)).length()).isEqualTo(Duration.ofHours(71));
    assertThat(calendar.window(LocalDate.of(2026, 11, 3)).length()).isEqualTo(Duration.ofHours(73));
  }

  @Test
  void aListComesOutAtEightInTheEveningBeforeInNewYork() {
    assertThat(calendar.announcedAt(LocalDate.of(2026, 3, 9))).isEqualTo("2026-03-09T00:00:00Z");
    assertThat(calendar.announcedAt(LocalDate.of(2026, 3, 6))).isEqualTo("2026-03-06T01:00:00Z");
    assertThat(calendar.announcedAt(LocalDate.of(2026, 11, 2))).isEqualTo("2026-11-02T01:00:00Z");
    assertThat(calendar.announcedAt(LocalDate.of(2026, 10, 30))).isEqualTo("2026-10-30T00:00:00Z");
  }

  @Test
  void theLatestListChangesWhenItIsAnnounced() {
    assertThat(calendar.latest(Instant.parse("2026-06-04T23:59:59Z"))).isEqualTo("2026-06-04");
    assertThat(calendar.latest(Instant.parse("2026-06-05T00:00:00Z"))).isEqualTo("2026-06-05");
    assertThat(calendar.latest(Instant.parse("2026-06-07T23:59:59Z"))).isEqualTo("2026-06-05");
    assertThat(calendar.latest(Instant.parse("2026-06-08T00:00:00Z"))).isEqualTo("2026-06-08");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-20, Martin Luther King Day",
    "2023-06-20, Juneteenth",
    "2023-07-05, Independence Day",
    "2023-09-05, Labor Day",
    "2023-11-24, Thanksgiving",
    "2023-12-26, Christmas",
  })
  void theDayAfterAHolidaysEveningHasNoList(LocalDate day, String holiday) {
    assertThat(calendar.whyNone(day)).hasValueSatisfying(why -> assertThat(why).endsWith(holiday));
    assertThat(ArxivCalendar.isWeekend(day)).isFalse();
  }

  @Test
  void anEveningThatTheOperatorNamesIsClosedToo() {
    LocalDate day = LocalDate.of(2023, 6, 15); // arXiv deferred that Wednesday's mailing
    assertThat(calendar.announces(day)).isTrue();
    ArxivCalendar told = new ArxivCalendar(Map.of(day.minusDays(1), "a holiday"));
    assertThat(told.announces(day)).isFalse();
    assertThat(told.listOf(Instant.parse("2023-06-14T12:00:00Z"))).isEqualTo("2023-06-16");
    assertThat(told.latestWeekday(Instant.parse("2023-06-15T12:00:00Z"))).isEqualTo(day);
    assertThat(told.latest(Instant.parse("2023-06-15T12:00:00Z"))).isEqualTo("2023-06-14");
  }
}
