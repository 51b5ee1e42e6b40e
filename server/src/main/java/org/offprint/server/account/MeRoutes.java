package org.offprint.server.account;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.config.Registration;
import org.offprint.server.config.Settings;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.PublicAddress;
import org.offprint.server.web.RateLimit;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/me`: what somebody says of themselves, where they are signed in, whom they invited.
@Controller
final class MeRoutes {
  private final Accounts accounts;
  private final Sessions sessions;
  private final Invitations invitations;
  private final Access access;
  private final Answers answers;
  private final PublicAddress address;
  private final Registration registration;
  private final InstantSource clock;
  private final RateLimit passwords =
      new RateLimit("changes of your password", 10, Duration.ofMinutes(10));

  MeRoutes(
      Accounts accounts,
      Sessions sessions,
      Invitations invitations,
      Access access,
      Answers answers,
      PublicAddress address,
      Settings settings,
      InstantSource clock) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.invitations = invitations;
    this.access = access;
    this.answers = answers;
    this.address = address;
    this.registration = settings.accounts().registration();
    this.clock = clock;
  }

  @GetMapping("/me")
  ResponseEntity<byte[]> me(
      HttpServletRequest request, @RequestParam(defaultValue = "") String welcome) {
    return page(
        access.signedIn(request),
        200,
        "",
        welcome.isEmpty() ? "" : "Welcome. This is your page; nobody else sees it.",
        "");
  }

  @PostMapping("/me/profile")
  ResponseEntity<byte[]> profile(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String shown,
      @RequestParam(defaultValue = "") String about) {
    Session session = access.require(request, Role.member, proof);
    String name = shown.strip().replaceAll("\\s+", " ");
    if (!Accounts.isShown(name)) {
      return page(session, 400, "", "", "What you are called must be 1 to 80 letters.");
    }
    if (about.length() > 2_000) {
      return page(
          session,
          400,
          "",
          "",
          "The words about you have %d characters: expected 2,000 or fewer."
              .formatted(about.length()));
    }
    accounts.describe(session.account().id(), name, about.strip());
    answers.dataChanged();
    return Pages.seeOther("/me");
  }

  @PostMapping("/me/password")
  ResponseEntity<byte[]> password(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String old,
      @RequestParam(defaultValue = "") String password) {
    Session session = access.requireSignedIn(request, proof);
    Account account = session.account();
    passwords.count("" + account.id());
    if (accounts.withPassword(account.name(), old).isEmpty()) {
      return page(session, 403, "", "", "The old password is another one.");
    }
    String problem =
        Passwords.problem(
            password, account.name(), account.shown(), String.valueOf(account.mail()));
    if (!problem.isEmpty()) {
      return page(session, 400, "", "", problem);
    }
    accounts.setPassword(account.id(), password);
    sessions.endAll(account.id(), session.id());
    return page(
        session, 200, "", "The password is changed, and you are signed out everywhere else.", "");
  }

  @PostMapping("/me/sessions/{id:\\d{1,15}}/end")
  ResponseEntity<byte[]> end(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof) {
    Session session = access.requireSignedIn(request, proof);
    if (!sessions.end(session.account().id(), id)) {
      throw Failure.notFound("You have no session with the number " + id + ".", "/me");
    }
    return Pages.seeOther(id == session.id() ? "/" : "/me");
  }

  @PostMapping("/me/invitations")
  ResponseEntity<byte[]> invite(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String note) {
    Session session = access.require(request, Role.member, proof);
    requireInviting();
    String kept = note.strip();
    if (kept.length() > 200) {
      return page(session, 400, "", "", "The note is longer than 200 characters.");
    }
    return invitations
        .create(session.account(), Role.member, kept)
        .map(code -> page(session, 200, address.of("/join?code=" + code), "", ""))
        .orElseGet(() ->
            page(
                session,
                400,
                "",
                "",
                "%d of your invitations are open, which is as many as can be. Withdraw one, or wait until one is used."
                    .formatted(Invitations.MOST_OPEN)));
  }

  @PostMapping("/me/invitations/{id:\\d{1,15}}/withdraw")
  ResponseEntity<byte[]> withdraw(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof) {
    Session session = access.requireSignedIn(request, proof);
    if (!invitations.withdraw(session.account(), id)) {
      throw Failure.notFound("You have no open invitation with the number " + id + ".", "/me");
    }
    return Pages.seeOther("/me");
  }

  private void requireInviting() {
    if (registration == Registration.closed) {
      throw Failure.forbidden("This server makes no new accounts.", java.util.List.of());
    }
  }

  private ResponseEntity<byte[]> page(
      Session session, int status, String newCode, String done, String problem) {
    Account account = session.account();
    return Pages.html(
        status,
        answers.render(
            "me",
            new MePage(
                accounts.byId(account.id()).orElseThrow(),
                session.proof(),
                session.id(),
                sessions.of(account.id()),
                invitations.of(account),
                registration != Registration.closed && account.active(),
                newCode,
                done,
                problem,
                clock.instant())));
  }
}
