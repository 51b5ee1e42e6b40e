package org.offprint.server.site;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Access;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.announce.Alarms;
import org.offprint.server.announce.Alarms.Alarm;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.DayState;
import org.offprint.server.config.Settings;
import org.offprint.server.fetch.FetchLog;
import org.offprint.server.harvest.Harvester;
import org.offprint.server.ingest.Quarantine;
import org.offprint.server.ingest.Quarantine.State;
import org.offprint.server.ingest.Quarantine.Which;
import org.offprint.server.ingest.QuarantineRetry;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// How the days stand and what was asked, for everybody; what could not be read, for curators.
@Controller
final class IngestRoutes {
  private static final int DAYS = 14;
  private static final int REQUESTS = 20;
  private static final int PAGE = 50;

  /// The log moves every few seconds and need not be counted for each reader of a crowd.
  private static final Duration FRESH = Duration.ofSeconds(5);

  private record Rendered(byte[] page, Instant at) {}

  private final Announcements announcements;
  private final Alarms alarms;
  private final FetchLog log;
  private final Harvester harvester;
  private final Quarantine quarantine;
  private final QuarantineRetry retry;
  private final Settings settings;
  private final Access access;
  private final Answers answers;
  private final InstantSource clock;
  private volatile @Nullable Rendered rendered;

  IngestRoutes(
      Announcements announcements,
      Alarms alarms,
      FetchLog log,
      Harvester harvester,
      Quarantine quarantine,
      QuarantineRetry retry,
      Settings settings,
      Access access,
      Answers answers,
      InstantSource clock) {
    this.announcements = announcements;
    this.alarms = alarms;
    this.log = log;
    this.harvester = harvester;
    this.quarantine = quarantine;
    this.retry = retry;
    this.settings = settings;
    this.access = access;
    this.answers = answers;
    this.clock = clock;
  }

  @GetMapping("/ingest")
  ResponseEntity<byte[]> ingest() {
    Rendered last = rendered;
    Instant now = clock.instant();
    if (last == null || last.at().plus(FRESH).isBefore(now)) {
      last = new Rendered(answers.render("ingest", page(now)), now);
      rendered = last;
    }
    return html(last.page());
  }

  private IngestPage page(Instant now) {
    LocalDate last = announcements.lastDay().orElse(LocalDate.EPOCH);
    List<DayState> states = announcements.states(last.minusDays(DAYS - 1), last);
    List<Alarm> over =
        alarms.latest(REQUESTS).stream().filter(alarm -> alarm.cleared() != null).limit(5).toList();
    return new IngestPage(
        now,
        !settings.ingest().categories().isEmpty(),
        states.stream().map(DayState::day).distinct().toList(),
        DayStanding.categories(states),
        states,
        alarms.standing(),
        over,
        log.sources(),
        log.doors(),
        harvester.held(REQUESTS),
        log.latest(REQUESTS),
        log.smallestGap(now.minus(Duration.ofDays(1))).orElse(null),
        quarantine.waiting());
  }

  @GetMapping("/ingest/quarantine")
  ResponseEntity<byte[]> records(
      HttpServletRequest request,
      @RequestParam(defaultValue = "") String source,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "waiting") String state,
      @RequestParam(defaultValue = "1") int p) {
    requireCurator(request);
    Which which = new Which(source, reason, state(state));
    ListPage.Paging paging =
        ListPage.Paging.of(QuarantinePage.address(which), p, quarantine.count(which), PAGE);
    if (p < 1 || p > paging.pages()) {
      throw Failure.notFound(
          "There is no page %d of this list; the last is page %d.".formatted(p, paging.pages()),
          Addresses.page(paging.address(), paging.pages()));
    }
    return html(
        answers.render(
            "quarantine",
            new QuarantinePage(
                which,
                quarantine.waiting(),
                quarantine.list(which, paging.offset(), PAGE),
                paging)));
  }

  @GetMapping("/ingest/quarantine/{id:\\d{1,15}}")
  ResponseEntity<byte[]> record(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(defaultValue = "") String tried) {
    Session session = requireCurator(request);
    return html(
        answers.render(
            "quarantined",
            new QuarantinePage.One(found(id), session.proof(), tried.equals("again"))));
  }

  @PostMapping("/ingest/quarantine/{id:\\d{1,15}}/retry")
  ResponseEntity<byte[]> retry(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof) {
    access.require(request, Role.curator, proof);
    found(id);
    retry.retry(id); // the record's page says what came of it
    answers.dataChanged();
    return seeOther("/ingest/quarantine/%d?tried=again".formatted(id));
  }

  @PostMapping("/ingest/quarantine/{id:\\d{1,15}}/discard")
  ResponseEntity<byte[]> discard(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof) {
    access.require(request, Role.curator, proof);
    found(id);
    quarantine.discard(List.of(id));
    answers.dataChanged();
    return seeOther("/ingest/quarantine/" + id);
  }

  /// What a record holds is anybody's text: it is shown to those who look after the server.
  private Session requireCurator(HttpServletRequest request) {
    return access
        .session(request, Role.curator)
        .orElseThrow(() ->
            Failure.forbidden(
                "Only a curator can see the records that could not be read. Sign in, then come again.",
                List.of(
                    new Failure.Way("/sign-in", "Sign in"),
                    new Failure.Way("/ingest", "How the days stand"))));
  }

  private Quarantine.Kept found(long id) {
    return quarantine
        .find(id)
        .orElseThrow(() ->
            Failure.notFound(
                "There is no record %d in the quarantine.".formatted(id), "/ingest/quarantine"));
  }

  private static State state(String text) {
    for (State state : State.values()) {
      if (state.name().equals(text)) {
        return state;
      }
    }
    throw Failure.badRequest(
        "'%s' is no state of a record: expected waiting, stored or discarded.".formatted(text));
  }

  private static ResponseEntity<byte[]> html(byte[] page) {
    return ResponseEntity.ok()
        .header("Content-Type", "text/html;charset=utf-8")
        .header("Cache-Control", "no-store")
        .body(page);
  }

  private static ResponseEntity<byte[]> seeOther(String path) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .header("Location", path)
        .header("Cache-Control", "no-store")
        .build();
  }
}
