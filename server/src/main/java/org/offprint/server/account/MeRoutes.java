package org.offprint.server.account;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.MePage.Said;
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
  private final LinkMail mail;
  private final MailLinks links;
  private final Access access;
  private final Answers answers;
  private final MeView view;
  private final PublicAddress address;
  private final Registration registration;
  private final RateLimit passwords =
      new RateLimit("attempts with your password", 10, Duration.ofMinutes(10));
  private final RateLimit mails =
      new RateLimit("changes of your address", 5, Duration.ofMinutes(10));

  MeRoutes(
      Accounts accounts,
      Sessions sessions,
      Invitations invitations,
      LinkMail mail,
      MailLinks links,
      Access access,
      Answers answers,
      MeView view,
      PublicAddress address,
      Settings settings) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.invitations = invitations;
    this.mail = mail;
    this.links = links;
    this.access = access;
    this.answers = answers;
    this.view = view;
    this.address = address;
    this.registration = settings.accounts().registration();
  }

  @GetMapping("/me")
  ResponseEntity<byte[]> me(
      HttpServletRequest request, @RequestParam(defaultValue = "") String welcome) {
    return view.page(
        access.signedIn(request),
        200,
        welcome.isEmpty()
            ? Said.NOTHING
            : Said.done("Welcome. This is your page; nobody else sees it."));
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
      return view.page(session, 400, Said.problem("What you are called must be 1 to 80 letters."));
    }
    if (about.length() > 2_000) {
      return view.page(
          session,
          400,
          Said.problem(
              "The words about you have %d characters: expected 2,000 or fewer."
                  .formatted(about.length())));
    }
    accounts.describe(session.account().id(), name, about.strip());
    answers.dataChanged();
    return Pages.seeOther("/me");
  }

  /// An address counts when a link sent there was followed; until then the old one stays.
  @PostMapping("/me/mail")
  ResponseEntity<byte[]> mail(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String mail,
      @RequestParam(defaultValue = "") String password) {
    Session session = access.requireSignedIn(request, proof);
    mails.count("" + session.account().id());
    String to = mail.strip();
    if (!isThem(session, password)) {
      return view.page(session, 403, Said.problem(notThem(session)));
    }
    if (!to.isEmpty() && !Accounts.isMail(to)) {
      return view.page(
          session,
          400,
          Said.problem(
              "'%s' is not a mail address: expected one like ada@example.org.".formatted(to)));
    }
    if (to.isEmpty() || !this.mail.ready()) {
      if (to.isEmpty()) {
        this.mail.tellFormer(session.account(), "The address of your account was taken off it.");
      }
      accounts.setMail(session.account().id(), to);
      links.endAll(session.account().id());
      return view.page(
          session,
          200,
          Said.done(to.isEmpty() ? "The address is forgotten." : "The address is kept."));
    }
    this.mail.confirm(session.account(), to);
    return view.page(
        session,
        200,
        Said.done(
            "A link is on its way to %s. The address is yours here when you follow it, within %d minutes."
                .formatted(to, MailLinks.LASTS.toMinutes())));
  }

  /// Gives a new password, in place of the old one or, after a fresh sign-in, as the first one.
  @PostMapping("/me/password")
  ResponseEntity<byte[]> password(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String old,
      @RequestParam(defaultValue = "") String password) {
    Session session = access.requireSignedIn(request, proof);
    Account account = session.account();
    if (!isThem(session, old)) {
      return view.page(session, 403, Said.problem(notThem(session)));
    }
    String problem =
        Passwords.problem(
            password, account.name(), account.shown(), String.valueOf(account.mail()));
    if (!problem.isEmpty()) {
      return view.page(session, 400, Said.problem(problem));
    }
    accounts.setPassword(account.id(), password);
    sessions.endAll(account.id(), session.id());
    links.endAll(account.id());
    mail.tell(account, "The password of your account was changed.");
    return view.page(
        session,
        200,
        Said.done("The password is changed, and you are signed out everywhere else."));
  }

  private boolean isThem(Session session, String password) {
    long id = session.account().id();
    passwords.count("" + id);
    return accounts.hasPassword(id) ? accounts.isPassword(id, password) : view.fresh(session);
  }

  private String notThem(Session session) {
    return accounts.hasPassword(session.account().id())
        ? "That is not your password; nothing was changed."
        : "You signed in more than %d minutes ago. Sign out and in again, then do this."
            .formatted(MeView.FRESH.toMinutes());
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
      return view.page(session, 400, Said.problem("The note is longer than 200 characters."));
    }
    return invitations
        .create(session.account(), Role.member, kept)
        .map(
            code -> view.page(session, 200, new Said(address.of("/join?code=" + code), "", "", "")))
        .orElseGet(() ->
            view.page(
                session,
                400,
                Said.problem(
                    "%d of your invitations are open, which is as many as can be. Withdraw one, or wait until one is used."
                        .formatted(Invitations.MOST_OPEN))));
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
}
