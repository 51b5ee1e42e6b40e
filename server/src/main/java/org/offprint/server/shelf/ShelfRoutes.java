package org.offprint.server.shelf;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
import org.offprint.server.paper.Papers;
import org.offprint.server.shelf.Shelves.Shelf;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
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
  private static final String NUMBER = "\\d{1,15}";

  private final Shelves shelves;
  private final Papers papers;
  private final Access access;
  private final Answers answers;

  ShelfRoutes(Shelves shelves, Papers papers, Access access, Answers answers) {
    this.shelves = shelves;
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
      HttpServletRequest request, @PathVariable long id, @RequestParam(defaultValue = "1") int p) {
    return page(request, found(request, id), p, 200, "");
  }

  /// The list for a reference manager or a program.
  @GetMapping("/lists/{id:" + NUMBER + "}.{form:bib|ris|csl\\.json}")
  ResponseEntity<byte[]> export(
      HttpServletRequest request, @PathVariable long id, @PathVariable String form) {
    Shelf shelf = found(request, id);
    Citation citation =
        java.util.Arrays.stream(Citation.values())
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

  private ResponseEntity<byte[]> page(
      HttpServletRequest request, Shelf shelf, int p, int status, String problem) {
    int pages = Math.max(1, (shelf.papers() + PAGE - 1) / PAGE);
    if (p < 1 || p > pages) {
      throw Failure.notFound(
          "There is no page %d of this list.".formatted(p), "/lists/" + shelf.id());
    }
    List<Shelves.Kept> kept = shelves.papers(shelf.id(), (p - 1) * PAGE, PAGE);
    java.util.Map<PaperId, Paper> known =
        papers.byIds(kept.stream().map(Shelves.Kept::paper).toList()).stream()
            .collect(Collectors.toMap(Paper::id, one -> one));
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
        status, answers.render("shelf", new ShelfPage(shelf, proof, lines, problem, p, pages)));
  }
}
