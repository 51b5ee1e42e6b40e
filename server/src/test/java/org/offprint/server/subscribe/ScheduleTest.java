package org.offprint.server.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offprint.server.subscribe.Wishes.Rhythm;

class ScheduleTest {
  @Test
  void aDigestOfWorkingDaysLeavesOutTheWeekend() {
    Wishes wishes = daily("Europe/Berlin", 8);
    Instant friday = Instant.parse("2026-03-06T07:00:00Z"); // 8:00 in Berlin

    assertThat(Schedule.next(wishes, friday.minusSeconds(1))).isEqualTo(friday);
    assertThat(Schedule.next(wishes, friday)).isEqualTo(Instant.parse("2026-03-09T07:00:00Z"));
    assertThat(Schedule.last(wishes, Instant.parse("2026-03-08T23:59:59Z"))).isEqualTo(friday);
  }

  @Test
  void theWeekendIsTheReadersAndNotTheServers() {
    Wishes auckland = daily("Pacific/Auckland", 7);
    Instant sundayEvening = Instant.parse("2026-03-08T18:00:00Z"); // Monday 7:00 in Auckland

    assertThat(Schedule.next(auckland, sundayEvening.minusSeconds(1))).isEqualTo(sundayEvening);
    assertThat(Schedule.day(auckland, sundayEvening)).isEqualTo(LocalDate.parse("2026-03-09"));
  }

  @Test
  void anHourThatTheClocksLeaveOutIsDueWhenTheyHaveMovedOn() {
    Wishes sundays = weekly(DayOfWeek.SUNDAY, "Europe/Berlin", 2); // 2:00 is 3:00 on 29 March 2026
    assertThat(Schedule.next(sundays, Instant.parse("2026-03-28T12:00:00Z")))
        .isEqualTo(Instant.parse("2026-03-29T01:00:00Z"));
  }

  @Test
  void anHourThatTheClocksRepeatIsDueOnce() {
    Wishes sundays = weekly(DayOfWeek.SUNDAY, "America/New_York", 1); // twice on 1 November 2026
    Instant first = Instant.parse("2026-11-01T05:00:00Z");

    assertThat(Schedule.next(sundays, Instant.parse("2026-10-31T12:00:00Z"))).isEqualTo(first);
    assertThat(Schedule.next(sundays, first)).isEqualTo(Instant.parse("2026-11-08T06:00:00Z"));
  }

  @Test
  void everyWorkingDayOfAYearHasOneDigestInEveryZone() {
    for (String zone :
        List.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
            "Pacific/Kiritimati")) {
      for (int hour : new int[] {0, 2, 3, 23}) {
        Wishes wishes = daily(zone, hour);
        List<LocalDate> days = new ArrayList<>();
        Instant due =
            Schedule.next(wishes, Instant.parse("2026-01-01T00:00:00Z").minusSeconds(86_400));
        while (due.isBefore(Instant.parse("2027-01-02T00:00:00Z"))) {
          days.add(Schedule.day(wishes, due));
          assertThat(Schedule.last(wishes, due)).isEqualTo(due);
          assertThat(Schedule.last(wishes, due.plusSeconds(60))).isEqualTo(due);
          due = Schedule.next(wishes, due);
        }
        List<LocalDate> of2026 = days.stream().filter(day -> day.getYear() == 2026).toList();
        assertThat(of2026).hasSize(261).doesNotHaveDuplicates();
      }
    }
  }

  private static Wishes daily(String zone, int hour) {
    return wishes(Rhythm.workingDays, DayOfWeek.MONDAY, zone, hour);
  }

  private static Wishes weekly(DayOfWeek weekday, String zone, int hour) {
    return wishes(Rhythm.weekly, weekday, zone, hour);
  }

  private static Wishes wishes(Rhythm rhythm, DayOfWeek weekday, String zone, int hour) {
    return new Wishes(
        rhythm, weekday, zone, hour, false, 10, "en", true, List.of(), List.of(), List.of(),
        List.of(), false, true, false, false);
  }
}
