package org.offprint.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.announce.Alarms;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.DayState;
import org.offprint.server.api.Shapes.AlarmShape;
import org.offprint.server.api.Shapes.DayStandingShape;
import org.offprint.server.api.Shapes.DayStateShape;
import org.offprint.server.api.Shapes.IngestShape;
import org.offprint.server.api.Shapes.WaitingShape;
import org.offprint.server.ingest.Quarantine;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Calendar;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// How days stand, and what somebody who runs the server has to know of.
@RestController
final class IngestApi {
  private static final int DAYS = 14;

  private final Announcements announcements;
  private final Alarms alarms;
  private final Quarantine quarantine;
  private final Calls calls;

  IngestApi(
      Announcements announcements,
      Alarms alarms,
      Quarantine quarantine,
      Answers answers,
      PublicAddress address) {
    this.announcements = announcements;
    this.alarms = alarms;
    this.quarantine = quarantine;
    this.calls = new Calls(answers, address);
  }

  @GetMapping("/api/v1/days/{date}/state")
  ResponseEntity<byte[]> day(HttpServletRequest request, @PathVariable String date) {
    LocalDate day = Calendar.day("date", date);
    return calls.one(request, () -> standing(day, announcements.states(day)));
  }

  @GetMapping("/api/v1/ingest")
  ResponseEntity<byte[]> ingest(HttpServletRequest request) {
    return calls.one(
        request,
        () -> {
          LocalDate last = announcements.lastDay().orElse(LocalDate.EPOCH);
          List<DayState> states = announcements.states(last.minusDays(DAYS - 1), last);
          return new IngestShape(
              states.stream()
                  .map(DayState::day)
                  .distinct()
                  .map(day ->
                      standing(day, states.stream().filter(one -> one.day().equals(day)).toList()))
                  .toList(),
              alarms.standing().stream()
                  .map(alarm -> new AlarmShape(alarm.subject(), alarm.message(), alarm.raised()))
                  .toList(),
              quarantine.waiting().stream()
                  .map(count -> new WaitingShape(count.source(), count.records()))
                  .toList());
        });
  }

  private DayStandingShape standing(LocalDate day, List<DayState> states) {
    DayState.@Nullable State state =
        DayState.State.leastSettled(states.stream().map(DayState::state).toList()).orElse(null);
    return new DayStandingShape(
        day,
        state == null ? null : state.name(),
        state == null
            ? null
            : announcements.announced(day, states.stream().map(DayState::category).toList()),
        states.stream()
            .flatMap(one -> one.missing().stream())
            .map(PaperId::value)
            .distinct()
            .sorted()
            .toList(),
        states.stream().map(IngestApi::state).toList());
  }

  private static DayStateShape state(DayState state) {
    return new DayStateShape(
        state.category(),
        state.state().name(),
        state.announced(),
        state.missing().stream().map(PaperId::value).toList(),
        state.usual(),
        state.why(),
        state.since());
  }
}
