package org.offprint.server.account;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.offprint.server.account.Accounts.Confirmed;
import org.offprint.server.account.MailLinks.Open;
import org.offprint.server.account.MailLinks.Purpose;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.RateLimit;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Links by mail. Following one shows a button, and only the button does something: programs that
/// look through mail follow links and press nothing.
@Controller
final class LinkRoutes {
  private final LinkMail mail;
  private final MailLinks links;
  private final Accounts accounts;
  private final Sessions sessions;
  private final Access access;
  private final Answers answers;
  private final RateLimit byNetwork =
      new RateLimit("mails asked for from your network", 10, Duration.ofMinutes(15));
  private final RateLimit byAddress =
      new RateLimit("mails to this address", 3, Duration.ofMinutes(15));
  private final RateLimit uses =
      new RateLimit("links tried from your network", 60, Duration.ofMinutes(15));

  LinkRoutes(
      LinkMail mail,
      MailLinks links,
      Accounts accounts,
      Sessions sessions,
      Access access,
      Answers answers) {
    this.mail = mail;
    this.links = links;
    this.accounts = accounts;
    this.sessions = sessions;
    this.access = access;
    this.answers = answers;
  }

  @GetMapping("/sign-in/mail")
  ResponseEntity<byte[]> form(@RequestParam(name = "for", defaultValue = "enter") String purpose) {
    requireMail();
    return askPage(200, purpose(purpose), "", "", "");
  }

  @PostMapping("/sign-in/mail")
  ResponseEntity<byte[]> ask(
      HttpServletRequest request,
      @RequestParam(name = "for", defaultValue = "enter") String purpose,
      @RequestParam(defaultValue = "") String mail) {
    access.requireOurs(request);
    requireMail();
    byNetwork.count(RateLimit.network(request.getRemoteAddr()));
    String to = mail.strip();
    if (!Accounts.isMail(to)) {
      return askPage(
          400,
          purpose(purpose),
          to,
          "",
          "'%s' is not a mail address: expected one like ada@example.org.".formatted(to));
    }
    byAddress.count(to.toLowerCase(Locale.ROOT));
    this.mail.ask(to, purpose(purpose));
    return askPage(
        200,
        purpose(purpose),
        to,
        "If an account here has confirmed %s, a link is on its way there. It works once, for %d minutes."
            .formatted(to, MailLinks.LASTS.toMinutes()),
        "");
  }

  private ResponseEntity<byte[]> askPage(
      int status, Purpose purpose, String to, String done, String problem) {
    return Pages.html(
        status, answers.render("link", new LinkPage(purpose, "", null, to, done, problem)));
  }

  @GetMapping("/link")
  ResponseEntity<byte[]> follow(
      HttpServletRequest request, @RequestParam(defaultValue = "") String code) {
    uses.count(RateLimit.network(request.getRemoteAddr()));
    return linkPage(200, find(code), code, "");
  }

  @PostMapping("/link")
  ResponseEntity<byte[]> use(
      HttpServletRequest request,
      @RequestParam(defaultValue = "") String code,
      @RequestParam(defaultValue = "") String password) {
    access.requireOurs(request);
    uses.count(RateLimit.network(request.getRemoteAddr()));
    Open link = find(code);
    Account account = link.account();
    return switch (link.purpose()) {
      case enter -> {
        take(link);
        yield welcome(request, account, "/");
      }
      case reset -> {
        String problem = Passwords.problem(password, account.name(), account.shown(), link.mail());
        if (!problem.isEmpty()) {
          yield linkPage(400, link, code, problem);
        }
        take(link);
        accounts.setPassword(account.id(), password);
        sessions.endAll(account.id(), null);
        links.endAll(account.id());
        mail.tell(
            account, "The password of your account was changed by a link sent to this address.");
        yield welcome(request, account, "/me");
      }
      case confirm -> {
        take(link);
        yield confirmed(link);
      }
    };
  }

  private ResponseEntity<byte[]> confirmed(Open link) {
    Account before = link.account();
    if (accounts.confirm(before.id(), link.mail()) == Confirmed.taken) {
      throw Failure.forbidden(
          "Another account here has confirmed %s before. Sign in with that one."
              .formatted(link.mail()),
          List.of(new Failure.Way("/sign-in", "Sign in")));
    }
    links.endAll(before.id()); // those to a former address with it
    if (before.mail() != null && !link.mail().equalsIgnoreCase(before.mail())) {
      mail.tellFormer(before, "The address of your account is now another one.");
    }
    return Pages.html(
        answers.render(
            "link",
            new LinkPage(
                Purpose.confirm,
                "",
                before,
                link.mail(),
                "The address is confirmed: you can sign in by it.",
                "")));
  }

  private ResponseEntity<byte[]> linkPage(int status, Open link, String code, String problem) {
    return Pages.html(
        status,
        answers.render(
            "link", new LinkPage(link.purpose(), code, link.account(), link.mail(), "", problem)));
  }

  private ResponseEntity<byte[]> welcome(HttpServletRequest request, Account account, String then) {
    ResponseEntity<byte[]> answer = Pages.seeOther(then);
    return ResponseEntity.status(answer.getStatusCode())
        .headers(answer.getHeaders())
        .header("Set-Cookie", access.open(request, account).toString())
        .build();
  }

  private Open find(String code) {
    return links.find(code).orElseThrow(LinkRoutes::over);
  }

  private void take(Open link) {
    if (!links.take(link)) {
      throw over();
    }
  }

  private static Failure over() {
    return Failure.forbidden(
        "This link was used, is older than %d minutes, or was never sent. Ask for a new one."
            .formatted(MailLinks.LASTS.toMinutes()),
        List.of(
            new Failure.Way("/sign-in/mail", "Ask for a new link"),
            new Failure.Way("/sign-in", "Sign in")));
  }

  private static Purpose purpose(String text) {
    return text.equals("reset") ? Purpose.reset : Purpose.enter;
  }

  private void requireMail() {
    if (!mail.ready()) {
      throw Failure.notFound("This server sends no mail, so it sends no links.", "/sign-in");
    }
  }
}
