package org.offprint.server.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.offprint.server.db.Database;
import org.offprint.server.db.DatabaseAddress;
import org.offprint.server.db.TestDatabase;

class RehearsalTest {
  private static final int DAYS = Integer.getInteger("rehearsal.days", 32);
  private static final Duration THREE_SECONDS = Duration.ofSeconds(3);

  @Test
  void weeksWithEveryFaultEndWithEveryPaperAndNoFalseWord() throws InterruptedException {
    RehearsalReport report = kept(options(1, LocalDate.of(2026, 10, 12), DAYS, 3, 0));
    assertThat(report.announced()).isGreaterThan(DAYS * 6);
    assertThat(report.gaps()).as("some faults last longer than an alarm waits").isNotEmpty();
    assertThat(report.faults().values().stream().filter(count -> count > 0).count())
        .as("kinds of fault that struck: %s", report.faults())
        .isGreaterThanOrEqualTo(Fault.all().size() * 2 / 3);
  }

  @Test
  void theClockChangeOfMarchAndThreeFaultsADayChangeNothing() throws InterruptedException {
    RehearsalReport report = kept(options(2, LocalDate.of(2027, 3, 8), 10, 3, 0));
    assertThat(report.announced()).isGreaterThan(50);
  }

  private static RehearsalReport kept(Rehearsal.Options options) throws InterruptedException {
    try (Database database = TestDatabase.fresh()) {
      RehearsalReport report = new Rehearsal(options).inThreads(database, progress -> {});
      assertThat(report.broken()).isEmpty();
      assertThat(report.present()).isEqualTo(report.announced());
      assertThat(report.falselyComplete()).isZero();
      assertThat(report.smallestGapSeen()).isGreaterThanOrEqualTo(THREE_SECONDS);
      assertThat(report.smallestGapLogged()).isGreaterThanOrEqualTo(THREE_SECONDS);
      return report;
    }
  }

  @Test
  void aProcessThatIsKilledAgainAndAgainLosesNothingAndTakesNothingTwice()
      throws InterruptedException {
    DatabaseAddress address = TestDatabase.migrated();
    try (Database database =
        new Database(address, new Database.Limits(4, Database.Limits.DEFAULT.statementTimeout()))) {
      RehearsalReport report =
          new Rehearsal(options(3, LocalDate.of(2026, 6, 1), 4, 2, 3))
              .inProcesses(database, address, progress -> {});
      assertThat(report.broken()).isEmpty();
      assertThat(report.killed()).isEqualTo(3);
      assertThat(report.present()).isEqualTo(report.announced()).isGreaterThan(15);
      assertThat(report.smallestGapSeen()).isGreaterThanOrEqualTo(THREE_SECONDS);
    }
  }

  @Test
  void theReportOfABrokenPromiseSaysWhichAndIsNotKept() {
    RehearsalReport report =
        new RehearsalReport(
            options(1, LocalDate.of(2026, 6, 1), 1, 1, 0),
            Map.of(),
            1,
            0,
            1,
            1,
            1,
            10,
            9,
            0,
            0,
            0,
            List.of(),
            5,
            Map.of(),
            THREE_SECONDS,
            THREE_SECONDS,
            0,
            List.of("a paper is gone"));
    assertThat(report.kept()).isFalse();
    assertThat(report.toText()).contains("Broken promises, 1:\n  a paper is gone", "9 (90.00 %)");
  }

  private static Rehearsal.Options options(
      long seed, LocalDate first, int days, int faults, int kills) {
    return new Rehearsal.Options(seed, first, days, List.of("cs.CL"), faults, 2, kills);
  }
}
