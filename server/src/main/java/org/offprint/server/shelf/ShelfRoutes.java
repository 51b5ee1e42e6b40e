package org.offprint.server.shelf;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperReference;
import org.offprint.server.account.Access;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.cite.Citation;
import org.offprint.server.config.Settings;
import org.offprint.server.paper.Papers;
import org.offprint.server.shelf.Shelves.Shelf;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/lists`: reading lists and collections. A list that is not public is not found by anybody else.
@Controller
final class ShelfRoutes {
  private static final int PAGE = 50;

  /// How many papers the form of a meeting offers, the newest of the list first.
  private static final int MOST_CHOICES = 200;

  private static final String NUMBER = "\\d{1,15}";

  private final Shelves shelves;
  private final Papers papers;
  private final Meetings meetings;
  private final Access access;
  private final Answers answers;
  private final PublicAddress address;
  private final Settings settings;
  private final InstantSource clock;

  ShelfRoutes(
      Shelves shelves,
      Papers papers,
      Meetings meetings,
      Access access,
      Answers answers,
      PublicAddress address,
      Settings settings,
      InstantSource clock) {
    this.shelves = shelves;
    this.meetings = meetings;
    this.address = address;
    this.settings = settings;
    this.clock = clock;
    this.papers = papers;
    this.access = access;
    this.answers = answers;
  }

  @GetMapping("/lists")
  ResponseEntity<byte[]> all(HttpServletRequest request) {
    Optional<Session> session = access.session(request);
    return Pages.html(
        answers.render(
            "shelves",
            new ShelfPage.All(
                session.map(one -> shelves.of(one.account().id())).orElse(null),
                shelves.all(),
                session.map(Session::proof).orElse(""))));
  }

  @GetMapping("/lists/{id:" + NUMBER + "}")
  ResponseEntity<byte[]> one(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(defaultValue = "1") int p,
      @RequestParam(defaultValue = "0") long meeting) {
    Shelf shelf = found(request, id);
    Map<String, String> shown =
        meetings.of(id).stream()
            .filter(one -> one.id() == meeting)
            .findFirst()
            .map(ShelfRoutes::fields)
            .orElse(Map.of());
    return page(request, shelf, p, 200, "", shown);
  }

  /// When the papers are discussed, for calendars. A private list's is for whoever has its key.
  @GetMapping("/lists/{id:" + NUMBER + "}.ics")
  ResponseEntity<byte[]> calendar(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(defaultValue = "") String key) {
    Shelf shelf =
        meetings.opens(id, key)
            ? shelves.any(id).orElseThrow(() -> missing(id))
            : found(request, id);
    List<Meeting> all = meetings.of(id);
    byte[] body =
        CalendarFile.write(
            shelf, all, known(all.stream().map(Meeting::paper).distinct().toList()), address);
    String tag = "\"" + Integer.toHexString(Arrays.hashCode(body)) + "-" + body.length + "\"";
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(tag.equals(request.getHeader("If-None-Match")) ? 304 : 200)
            .header("ETag", tag)
            .header("Cache-Control", "private, no-cache");
    return tag.equals(request.getHeader("If-None-Match"))
        ? answer.build()
        : answer
            .header("Content-Type", "text/calendar;charset=utf-8")
            .header("Content-Disposition", "inline; filename=\"list-%d.ics\"".formatted(id))
            .body(body);
  }

  /// Keeps when a paper is discussed.
  @PostMapping("/lists/{id:" + NUMBER + "}/meet")
  ResponseEntity<byte[]> meet(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam Map<String, String> fields) {
    Session session = access.require(request, Role.member, proof);
    Shelf shelf = own(session, id);
    String instead = fields.getOrDefault("meeting", "");
    try {
      Meeting meeting = meeting(fields);
      if (!meetings.keep(
          session.account().id(),
          id,
          instead.matches(NUMBER) ? Long.parseLong(instead) : 0,
          meeting)) {
        throw new IllegalArgumentException(
            "The paper is not on this list, the meeting is gone, or there are %d, which is as many as can be."
                .formatted(Meetings.MOST));
      }
    } catch (IllegalArgumentException | DateTimeException refusal) {
      String why =
          refusal instanceof DateTimeException
              ? "Date, time or time zone is none: expected such as 2026-03-05, 16:00 and Europe/Berlin."
              : String.valueOf(refusal.getMessage());
      return page(request, shelf, 1, 400, why, fields);
    }
    return Pages.seeOther("/lists/" + id + "#meetings");
  }

  @PostMapping("/lists/{id:" + NUMBER + "}/meet/cancel")
  ResponseEntity<byte[]> cancel(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String meeting) {
    Session session = access.require(request, Role.member, proof);
    own(session, id);
    if (meeting.matches(NUMBER)) {
      meetings.cancel(session.account().id(), id, Long.parseLong(meeting));
    }
    return Pages.seeOther("/lists/" + id + "#meetings");
  }

  /// Makes the address of a private list's calendar, makes another, or takes it away.
  @PostMapping("/lists/{id:" + NUMBER + "}/calendar")
  ResponseEntity<byte[]> calendarKey(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String close) {
    Session session = access.require(request, Role.member, proof);
    own(session, id);
    meetings.renewKey(session.account().id(), id, !close.isEmpty());
    return Pages.seeOther("/lists/" + id + "#meetings");
  }

  private Meeting meeting(Map<String, String> fields) {
    String day = fields.getOrDefault("day", "").strip();
    String time = fields.getOrDefault("time", "").strip();
    String minutes = fields.getOrDefault("minutes", "60").strip();
    if (!minutes.matches("\\d{1,4}")) {
      throw new IllegalArgumentException(
          "A meeting lasts 1 to %d minutes.".formatted(Meeting.MOST_MINUTES));
    }
    String zone = fields.getOrDefault("zone", "").strip();
    return meetings.planned(
        paper(fields.getOrDefault("paper", "")).id(),
        LocalDate.parse(day),
        time.isEmpty() ? null : LocalTime.parse(time).truncatedTo(ChronoUnit.MINUTES),
        zone.isEmpty() ? settings.digest().zone() : ZoneId.of(zone),
        Duration.ofMinutes(Long.parseLong(minutes)),
        fields.getOrDefault("place", "").strip(),
        fields.getOrDefault("link", "").strip());
  }

  /// A meeting as its form shows it.
  private static Map<String, String> fields(Meeting meeting) {
    return Map.of(
        "meeting", Long.toString(meeting.id()),
        "paper", meeting.paper().value(),
        "day", meeting.day().toString(),
        "time", meeting.starts() == null ? "" : meeting.starts().toString(),
        "zone", meeting.zone().getId(),
        "minutes", Long.toString(meeting.length().toMinutes()),
        "place", meeting.place(),
        "link", meeting.link());
  }

  /// The list for a reference manager or a program.
  @GetMapping("/lists/{id:" + NUMBER + "}.{form:bib|ris|csl\\.json}")
  ResponseEntity<byte[]> export(
      HttpServletRequest request, @PathVariable long id, @PathVariable String form) {
    Shelf shelf = found(request, id);
    Citation citation =
        Arrays.stream(Citation.values())
            .filter(one -> one.extension().equals("." + form))
            .findFirst()
            .orElseThrow();
    List<Paper> all =
        papers.byIds(
            shelves.papers(id, 0, Shelves.MOST_PAPERS).stream().map(Shelves.Kept::paper).toList());
    String text =
        form.equals("csl.json")
            ? all.stream()
                .map(citation::of)
                .map(ShelfRoutes::element)
                .collect(Collectors.joining(",\n", "[", "]\n"))
            : all.stream().map(citation::of).collect(Collectors.joining("\n"));
    return ResponseEntity.ok()
        .header("Content-Type", citation.mediaType() + ";charset=utf-8")
        .header(
            "Content-Disposition",
            "attachment; filename=\"list-%d.%s\"".formatted(shelf.id(), form))
        .header("Cache-Control", "no-store")
        .body(text.getBytes(StandardCharsets.UTF_8));
  }

  /// One entry of CSL-JSON, out of the list of one that a citation is.
  private static String element(String list) {
    String text = list.strip();
    return text.startsWith("[") ? text.substring(1, text.length() - 1).strip() : text;
  }

  @PostMapping("/lists")
  ResponseEntity<byte[]> make(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(name = "public", defaultValue = "") String isPublic) {
    Session session = access.require(request, Role.member, proof);
    return Pages.seeOther("/lists/" + made(session, named(name), !isPublic.isEmpty()).id());
  }

  @PostMapping("/lists/{id:" + NUMBER + "}")
  ResponseEntity<byte[]> describe(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String about,
      @RequestParam(name = "public", defaultValue = "") String isPublic) {
    Session session = access.require(request, Role.member, proof);
    Shelf shelf = own(session, id);
    if (about.length() > 1_000) {
      return page(
          request, shelf, 1, 400, "The words about the list are longer than 1,000 characters.");
    }
    if (!shelves.describe(
        session.account().id(), id, named(name), about.strip(), !isPublic.isEmpty())) {
      return page(request, shelf, 1, 400, "You have another list of this name.");
    }
    return Pages.seeOther("/lists/" + id);
  }

  @PostMapping("/lists/{id:" + NUMBER + "}/delete")
  ResponseEntity<byte[]> delete(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof) {
    Session session = access.require(request, Role.member, proof);
    own(session, id);
    shelves.delete(session.account().id(), id);
    return Pages.seeOther("/lists");
  }

  @PostMapping("/lists/{id:" + NUMBER + "}/remove")
  ResponseEntity<byte[]> remove(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper) {
    Session session = access.require(request, Role.member, proof);
    own(session, id);
    shelves.takeOff(session.account().id(), id, paper(paper).id());
    return Pages.seeOther("/lists/" + id);
  }

  /// Saves a paper: on the list that is named, else on a new one, else on the reading list.
  @PostMapping("/lists/save")
  ResponseEntity<byte[]> save(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String paper,
      @RequestParam(defaultValue = "") String list,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String note) {
    Session session = access.require(request, Role.member, proof);
    Paper saved = paper(paper);
    if (note.length() > 500) {
      throw Failure.badRequest("The note is longer than 500 characters.");
    }
    Shelf shelf =
        list.matches(NUMBER) && name.isBlank()
            ? own(session, Long.parseLong(list))
            : made(session, name.isBlank() ? Shelves.READING : named(name), false);
    if (!shelves.put(session.account().id(), shelf.id(), saved.id(), note.strip())) {
      throw Failure.badRequest(
          "The list has %d papers, which is as many as can be.".formatted(Shelves.MOST_PAPERS));
    }
    return Pages.seeOther("/papers/" + saved.id());
  }

  private Shelf made(Session session, String name, boolean isPublic) {
    return shelves
        .make(session.account().id(), name, isPublic)
        .orElseThrow(() ->
            Failure.badRequest(
                "You have %d lists, which is as many as can be.".formatted(Shelves.MOST_SHELVES)));
  }

  private static String named(String name) {
    String text = name.strip().replaceAll("\\s+", " ");
    if (text.isEmpty() || text.length() > 80 || text.chars().anyMatch(Character::isISOControl)) {
      throw Failure.badRequest("The name of a list must have 1 to 80 letters.");
    }
    return text;
  }

  private Shelf found(HttpServletRequest request, long id) {
    long viewer = access.session(request).map(one -> one.account().id()).orElse(0L);
    return shelves.find(id, viewer).orElseThrow(() -> missing(id));
  }

  private Shelf own(Session session, long id) {
    return shelves
        .find(id, session.account().id())
        .filter(shelf -> shelf.account() == session.account().id())
        .orElseThrow(() -> missing(id));
  }

  private static Failure missing(long id) {
    return Failure.notFound("There is no list %d that you can see.".formatted(id), "/lists");
  }

  private Paper paper(String text) {
    return PaperReference.parse(text)
        .flatMap(reference -> papers.find(reference.id()))
        .orElseThrow(() -> Failure.notFound("The paper '%s' is not here.".formatted(text)));
  }

  private Map<PaperId, Paper> known(List<PaperId> ids) {
    return papers.byIds(ids).stream().collect(Collectors.toMap(Paper::id, one -> one));
  }

  private ShelfPage.Dates dates(Shelf shelf, boolean mine, Map<String, String> entered) {
    Instant now = clock.instant();
    List<Meeting> all = meetings.of(shelf.id());
    List<Meeting> coming = all.stream().filter(one -> one.ends().isAfter(now)).toList();
    Map<PaperId, Paper> known = known(coming.stream().map(Meeting::paper).distinct().toList());
    List<Paper> choices =
        mine
            ? papers.byIds(
                shelves.papers(shelf.id(), 0, MOST_CHOICES).stream()
                    .map(Shelves.Kept::paper)
                    .toList())
            : List.of();
    String key = mine ? meetings.key(shelf.id()).orElse("") : "";
    String path = "/lists/" + shelf.id() + ".ics";
    Map<String, String> shown = new HashMap<>(entered);
    shown.putIfAbsent("zone", settings.digest().zone().getId());
    shown.putIfAbsent("minutes", "60");
    return new ShelfPage.Dates(
        coming.stream()
            .filter(one -> known.containsKey(one.paper()))
            .map(one ->
                new ShelfPage.Appointment(
                    one, java.util.Objects.requireNonNull(known.get(one.paper()))))
            .toList(),
        all.size() - coming.size(),
        choices,
        shown,
        shelf.isPublic() ? address.of(path) : key.isEmpty() ? "" : address.of(path + "?key=" + key),
        !shelf.isPublic() && !key.isEmpty());
  }

  private ResponseEntity<byte[]> page(
      HttpServletRequest request, Shelf shelf, int p, int status, String problem) {
    return page(request, shelf, p, status, problem, Map.of());
  }

  /// @param entered what the form of a meeting shows
  private ResponseEntity<byte[]> page(
      HttpServletRequest request,
      Shelf shelf,
      int p,
      int status,
      String problem,
      Map<String, String> entered) {
    int pages = Math.max(1, (shelf.papers() + PAGE - 1) / PAGE);
    if (p < 1 || p > pages) {
      throw Failure.notFound(
          "There is no page %d of this list.".formatted(p), "/lists/" + shelf.id());
    }
    List<Shelves.Kept> kept = shelves.papers(shelf.id(), (p - 1) * PAGE, PAGE);
    Map<PaperId, Paper> known = known(kept.stream().map(Shelves.Kept::paper).toList());
    List<ShelfPage.Line> lines = new ArrayList<>();
    for (Shelves.Kept one : kept) {
      Paper there = known.get(one.paper());
      if (there != null) {
        lines.add(new ShelfPage.Line(one, there));
      }
    }
    String proof =
        access
            .session(request)
            .filter(session -> session.account().id() == shelf.account())
            .map(Session::proof)
            .orElse("");
    return Pages.html(
        status,
        answers.render(
            "shelf",
            new ShelfPage(
                shelf, proof, lines, problem, p, pages, dates(shelf, !proof.isEmpty(), entered))));
  }
}
