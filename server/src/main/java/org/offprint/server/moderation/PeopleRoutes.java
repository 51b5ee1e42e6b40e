package org.offprint.server.moderation;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.Accounts;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.talk.Comment;
import org.offprint.server.talk.Comments;
import org.offprint.server.talk.Talk;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Who the people are, and what an admin does about them. Mail addresses, sessions and votes stand
/// on none of these pages.
@Controller
final class PeopleRoutes {
  private static final int PAGE = 100;
  private static final int COMMENTS = 20;
  private static final String NAME = "{name:[A-Za-z][A-Za-z0-9-]{1,29}}";

  private final Moderation moderation;
  private final Accounts accounts;
  private final Comments comments;
  private final Talk talk;
  private final Access access;
  private final Answers answers;

  PeopleRoutes(
      Moderation moderation,
      Accounts accounts,
      Comments comments,
      Talk talk,
      Access access,
      Answers answers) {
    this.moderation = moderation;
    this.accounts = accounts;
    this.comments = comments;
    this.talk = talk;
    this.access = access;
    this.answers = answers;
  }

  @GetMapping("/people")
  ResponseEntity<byte[]> people(
      HttpServletRequest request, @RequestParam(defaultValue = "1") String p) {
    int page = ModerationRoutes.page(p);
    List<Account> found = accounts.all((page - 1) * PAGE, PAGE + 1);
    return Pages.html(
        answers.render(
            "people",
            new PeoplePage(
                found.subList(0, Math.min(PAGE, found.size())),
                page,
                found.size() > PAGE,
                access.session(request, Role.admin).isPresent())));
  }

  @GetMapping("/people/tree")
  ResponseEntity<byte[]> tree() {
    return Pages.html(answers.render("tree", new TreePage(People.tree(accounts))));
  }

  @GetMapping("/people/" + NAME)
  ResponseEntity<byte[]> person(
      HttpServletRequest request,
      @PathVariable String name,
      @RequestParam(defaultValue = "1") String p) {
    return page(200, request, found(name), ModerationRoutes.page(p), "");
  }

  @PostMapping("/people/" + NAME + "/suspend")
  ResponseEntity<byte[]> suspend(
      HttpServletRequest request,
      @PathVariable String name,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String note) {
    Session session = access.require(request, Role.admin, proof);
    Account whom = found(name);
    if (note.isBlank()) {
      return page(400, request, whom, 1, "Say why: the person and everybody else can read it.");
    }
    if (whom.id() == session.account().id()) {
      return page(400, request, whom, 1, "Nobody suspends themselves.");
    }
    moderation.suspend(session.account(), whom, note); // nothing to do where it is so already
    return Pages.seeOther("/people/" + whom.name());
  }

  @PostMapping("/people/" + NAME + "/restore")
  ResponseEntity<byte[]> restore(
      HttpServletRequest request,
      @PathVariable String name,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String note) {
    Session session = access.require(request, Role.admin, proof);
    Account whom = found(name);
    moderation.restore(session.account(), whom, note);
    return Pages.seeOther("/people/" + whom.name());
  }

  @PostMapping("/people/" + NAME + "/role")
  ResponseEntity<byte[]> role(
      HttpServletRequest request,
      @PathVariable String name,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String role,
      @RequestParam(defaultValue = "") String note) {
    Session session = access.require(request, Role.admin, proof);
    Account whom = found(name);
    Role given =
        switch (role.toLowerCase(Locale.ROOT)) {
          case "member" -> Role.member;
          case "curator" -> Role.curator;
          case "admin" -> Role.admin;
          default ->
              throw Failure.badRequest(
                  "role = '%s': expected member, curator or admin.".formatted(role));
        };
    if (whom.role() != given && !moderation.give(session.account(), whom, given, note)) {
      return page(
          400,
          request,
          whom,
          1,
          "The role stays as it is: a server has at least one admin, and who is suspended gets none.");
    }
    return Pages.seeOther("/people/" + whom.name());
  }

  private Account found(String name) {
    return accounts
        .byName(name)
        .filter(account -> account.state() != Account.State.deleted)
        .orElseThrow(
            () -> Failure.notFound("Nobody here is called %s.".formatted(name), "/people"));
  }

  private ResponseEntity<byte[]> page(
      int status, HttpServletRequest request, Account account, int page, String problem) {
    List<Comment> said = comments.by(account.id(), (page - 1) * COMMENTS, COMMENTS + 1);
    Long by = account.invitedBy();
    return Pages.html(
        status,
        answers.render(
            "person",
            new PersonPage(
                account,
                by == null
                    ? null
                    : accounts
                        .byId(by)
                        .filter(one -> one.state() != Account.State.deleted)
                        .orElse(null),
                accounts.invitedBy(account.id()).stream()
                    .filter(one -> one.state() != Account.State.deleted)
                    .toList(),
                talk.lines(said.subList(0, Math.min(COMMENTS, said.size()))),
                page,
                said.size() > COMMENTS,
                access.session(request, Role.admin).map(Session::proof).orElse(""),
                problem)));
  }
}
