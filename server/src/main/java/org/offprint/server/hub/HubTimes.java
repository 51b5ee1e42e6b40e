package org.offprint.server.hub;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Times as this contract writes them: always milliseconds and `Z`, since clients parse nothing
/// else.
final class HubTimes {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private HubTimes() {}

  static String utc(Instant instant) {
    return FORM.format(instant);
  }

  static String startOf(LocalDate day) {
    return FORM.format(day.atStartOfDay(ZoneOffset.UTC));
  }

  /// New York's wall clock, written as if it were UTC: what the contract has as the time of an
  /// entry, measured in 15,114 of 15,114 archived entries.
  static String newYorkClock(Instant instant) {
    return FORM.format(instant.atZone(NEW_YORK).toLocalDateTime().atOffset(ZoneOffset.UTC));
  }
}
