package org.offprint.server.account;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Accounts.Joined;
import org.offprint.server.account.Accounts.Wish;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.config.Registration;
import org.offprint.server.config.Settings;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.RateLimit;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Signing in and out, and making an account: the first one with the code of the console, the
/// others as the settings allow.
@Controller
final class AccountRoutes {
  private final Accounts accounts;
  private final Sessions sessions;
  private final Invitations invitations;
  private final SetupCode setup;
  private final LinkMail mail;
  private final Providers providers;
  private final Access access;
  private final Answers answers;
  private final Registration registration;
  private final RateLimit byNetwork =
      new RateLimit("attempts to sign in from your network", 50, Duration.ofMinutes(10));
  private final RateLimit byName =
      new RateLimit("attempts to sign in under this name", 10, Duration.ofMinutes(10));
  private final RateLimit joins =
      new RateLimit("accounts from your network", 20, Duration.ofHours(1));

  AccountRoutes(
      Accounts accounts,
      Sessions sessions,
      Invitations invitations,
      SetupCode setup,
      LinkMail mail,
      Providers providers,
      Access access,
      Answers answers,
      Settings settings) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.invitations = invitations;
    this.setup = setup;
    this.mail = mail;
    this.providers = providers;
    this.access = access;
    this.answers = answers;
    this.registration = settings.accounts().registration();
  }

  @GetMapping("/sign-in")
  ResponseEntity<byte[]> signIn(
      HttpServletRequest request, @RequestParam(defaultValue = "/") String then) {
    if (access.session(request).isPresent()) {
      return Pages.seeOther(Pages.ours(then));
    }
    return signInPage(200, "", then, "");
  }

  @PostMapping("/sign-in")
  ResponseEntity<byte[]> signIn(
      HttpServletRequest request,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String password,
      @RequestParam(defaultValue = "/") String then) {
    access.requireOurs(request);
    // Not forgotten when one succeeds: who has an account could guess at others without end.
    byNetwork.count(RateLimit.network(request.getRemoteAddr()));
    if (name.length() > 254) { // nobody is called so, and what is counted is kept for a while
      return signInPage(403, "", then, "No account has this name and this password.");
    }
    byName.count(name.strip().toLowerCase(Locale.ROOT));
    return accounts
        .withPassword(name, password)
        .map(account -> {
          byName.forget(name.strip().toLowerCase(Locale.ROOT));
          return welcome(request, account, Pages.ours(then));
        })
        .orElseGet(
            () -> signInPage(403, name, then, "No account has this name and this password."));
  }

  private ResponseEntity<byte[]> signInPage(int status, String name, String then, String problem) {
    return Pages.html(
        status,
        answers.render(
            "sign-in",
            new SignInPage(
                name,
                Pages.ours(then),
                problem,
                registration,
                accounts.needsAdmin(),
                mail.ready(),
                providers.clients())));
  }

  @PostMapping("/sign-out")
  ResponseEntity<byte[]> signOut(
      HttpServletRequest request, @RequestParam(required = false) @Nullable String proof) {
    Session session = access.requireSignedIn(request, proof);
    sessions.end(session.account().id(), session.id());
    return with(Pages.seeOther("/"), access.closed(request));
  }

  @GetMapping("/join")
  ResponseEntity<byte[]> join(@RequestParam(defaultValue = "") String code) {
    return joinPage(200, code, JoinPage.NOTHING, "");
  }

  @PostMapping("/join")
  ResponseEntity<byte[]> join(
      HttpServletRequest request,
      @RequestParam(defaultValue = "") String code,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String shown,
      @RequestParam(defaultValue = "") String mail,
      @RequestParam(defaultValue = "") String password) {
    access.requireOurs(request);
    joins.count(RateLimit.network(request.getRemoteAddr()));
    Wish wish = new Wish(name, shown.isBlank() ? name : shown, mail, password);
    Joined joined =
        switch (registration) {
          case closed -> new Joined.Refused("This server makes no new accounts.");
          case invitation -> invitations.join(code, wish);
          case open ->
              code.isEmpty()
                  ? accounts.join(wish, Role.member, null, false, true)
                  : invitations.join(code, wish);
        };
    return switch (joined) {
      case Joined.Welcome(Account account) -> {
        if (account.mail() != null) {
          this.mail.confirm(account, account.mail());
        }
        yield welcome(request, account, "/me?welcome=1");
      }
      case Joined.Refused(String why) -> joinPage(400, code, wish, why);
    };
  }

  private ResponseEntity<byte[]> joinPage(int status, String code, Wish wish, String problem) {
    if (registration == Registration.closed) {
      throw Failure.forbidden("This server makes no new accounts.", List.of());
    }
    String by =
        code.isEmpty() ? "" : invitations.find(code).map(open -> open.by().shown()).orElse("");
    boolean asks = registration == Registration.invitation && by.isEmpty();
    String why =
        !problem.isEmpty() || code.isEmpty() || !by.isEmpty()
            ? problem
            : "This invitation has been used, has expired, or was never given. Ask for a new one.";
    return Pages.html(
        status,
        answers.render(
            "join",
            new JoinPage("/join", code, asks, by, wish, why, mail.ready(), providers.clients())));
  }

  @GetMapping("/setup")
  ResponseEntity<byte[]> setup() {
    if (setup.open().isEmpty()) {
      return Pages.seeOther("/sign-in");
    }
    return setupPage(200, "", JoinPage.NOTHING, "");
  }

  @PostMapping("/setup")
  ResponseEntity<byte[]> setup(
      HttpServletRequest request,
      @RequestParam(defaultValue = "") String code,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String shown,
      @RequestParam(defaultValue = "") String mail,
      @RequestParam(defaultValue = "") String password) {
    access.requireOurs(request);
    byNetwork.count(RateLimit.network(request.getRemoteAddr()));
    Wish wish = new Wish(name, shown.isBlank() ? name : shown, mail, password);
    if (!setup.is(code)) {
      return setupPage(
          403,
          code,
          wish,
          "That is not the code. It was printed when the server started, and is the line of the file %s in its data folder."
              .formatted(SetupCode.FILE));
    }
    return switch (accounts.joinFirst(wish)) {
      case Joined.Welcome(Account account) -> {
        setup.used();
        if (account.mail() != null) {
          this.mail.confirm(account, account.mail());
        }
        yield welcome(request, account, "/me?welcome=1");
      }
      case Joined.Refused(String why) -> setupPage(400, code, wish, why);
    };
  }

  private ResponseEntity<byte[]> setupPage(int status, String code, Wish wish, String problem) {
    return Pages.html(
        status,
        answers.render(
            "join", new JoinPage("/setup", code, true, "", wish, problem, false, List.of())));
  }

  private ResponseEntity<byte[]> welcome(HttpServletRequest request, Account account, String then) {
    return with(Pages.seeOther(then), access.open(request, account));
  }

  private static ResponseEntity<byte[]> with(ResponseEntity<byte[]> answer, ResponseCookie cookie) {
    return ResponseEntity.status(answer.getStatusCode())
        .headers(answer.getHeaders())
        .header("Set-Cookie", cookie.toString())
        .build();
  }
}
