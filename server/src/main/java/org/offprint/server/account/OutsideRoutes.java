package org.offprint.server.account;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Accounts.Joined;
import org.offprint.server.account.Accounts.Wish;
import org.offprint.server.account.Flows.Flow;
import org.offprint.server.account.Flows.Pending;
import org.offprint.server.account.Provider.Returned;
import org.offprint.server.account.Provider.Returned.Known;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.config.Registration;
import org.offprint.server.config.Settings;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.PublicAddress;
import org.offprint.server.web.RateLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Signing in with another provider, and saying who one is there. The way out is a link, since the
/// content policy lets no form lead to another site.
@Controller
final class OutsideRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(OutsideRoutes.class);
  private static final String COOKIE = "offprint-way";
  private static final List<Failure.Way> AGAIN = List.of(new Failure.Way("/sign-in", "Sign in"));

  private final Providers providers;
  private final OutsideNames names;
  private final Accounts accounts;
  private final Invitations invitations;
  private final Access access;
  private final Answers answers;
  private final PublicAddress address;
  private final Registration registration;
  private final Flows flows = new Flows();
  private final RateLimit attempts =
      new RateLimit("attempts to sign in from your network", 60, Duration.ofMinutes(10));

  OutsideRoutes(
      Providers providers,
      OutsideNames names,
      Accounts accounts,
      Invitations invitations,
      Access access,
      Answers answers,
      PublicAddress address,
      Settings settings) {
    this.providers = providers;
    this.names = names;
    this.accounts = accounts;
    this.invitations = invitations;
    this.access = access;
    this.answers = answers;
    this.address = address;
    this.registration = settings.accounts().registration();
  }

  @GetMapping("/sign-in/with/{provider:[a-z]{1,20}}")
  ResponseEntity<byte[]> setOut(
      HttpServletRequest request,
      @PathVariable String provider,
      @RequestParam(defaultValue = "/") String then,
      @RequestParam(defaultValue = "") String code,
      @RequestParam(defaultValue = "") String link) {
    Provider known = provider(provider);
    Optional<Session> session = access.session(request);
    if (session.isPresent() && link.isEmpty()) {
      return Pages.seeOther(Pages.ours(then));
    }
    attempts.count(RateLimit.network(request.getRemoteAddr()));
    String secret = Secrets.random();
    Flow flow =
        flows.begin(
            provider,
            Pages.ours(then),
            code,
            session.map(one -> one.account().id()).orElse(null),
            secret);
    try {
      return with(
          Pages.seeOther(known.ask(flow.asked(), back(known)).toString()),
          Cookies.of(request, COOKIE, secret, Flows.LASTS));
    } catch (ProviderFailed e) {
      throw failed(known, e);
    }
  }

  @GetMapping("/sign-in/with/{provider:[a-z]{1,20}}/back")
  ResponseEntity<byte[]> comeBack(
      HttpServletRequest request,
      @PathVariable String provider,
      @RequestParam(defaultValue = "") String state) {
    Provider known = provider(provider);
    String secret = Cookies.read(request, COOKIE);
    Flow flow =
        flows
            .end(provider, state, secret)
            .orElseThrow(() ->
                Failure.forbidden(
                    "This way in was not begun in this browser, was used before, or took longer than %d minutes."
                        .formatted(Flows.LASTS.toMinutes()),
                    AGAIN));
    URI with = URI.create(back(known) + "?" + request.getQueryString());
    Returned returned;
    try {
      returned = known.finish(flow.asked(), back(known), with);
    } catch (ProviderFailed e) {
      throw failed(known, e);
    }
    return switch (returned) {
      case Returned.Refused(String why) -> throw Failure.forbidden(why, AGAIN);
      case Known person -> arrived(request, known, flow, person, String.valueOf(secret));
    };
  }

  private ResponseEntity<byte[]> arrived(
      HttpServletRequest request, Provider provider, Flow flow, Known person, String secret) {
    String issuer = provider.client().issuer();
    if (flow.account() == null) {
      Optional<Account> account =
          names.find(issuer, person.subject()).or(() -> byMail(provider, person));
      if (account.isPresent()) {
        return welcome(request, account.get(), flow.then());
      }
      if (registration == Registration.closed && !provider.client().registration()) {
        throw Failure.forbidden(
            "No account here belongs to who you are at %s, and this server makes no new ones."
                .formatted(provider.client().name()),
            AGAIN);
      }
    }
    flows.suspend(
        new Pending(provider.client().key(), person, flow.then(), flow.code(), flow.account()),
        secret);
    return Pages.seeOther("/sign-in/finish");
  }

  /// An account whose owner has confirmed the very address that the provider has confirmed.
  private Optional<Account> byMail(Provider provider, Known person) {
    return person.mail().isEmpty()
        ? Optional.empty()
        : accounts
            .byMail(person.mail())
            // An address can be given to somebody else: who is known there already is not them.
            .filter(account ->
                names.of(account.id()).stream()
                    .noneMatch(name -> name.issuer().equals(provider.client().issuer())))
            .filter(account ->
                names.link(account.id(), provider.client().issuer(), person.subject(), false));
  }

  @GetMapping("/sign-in/finish")
  ResponseEntity<byte[]> finish(HttpServletRequest request) {
    Pending pending = pending(request);
    Known known = pending.known();
    return finishPage(
        request,
        200,
        pending,
        pending.code(),
        new Wish(proposal(known), known.shown(), known.mail(), ""),
        "");
  }

  @PostMapping("/sign-in/finish")
  ResponseEntity<byte[]> finish(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String code,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String shown) {
    access.requireOurs(request);
    Pending pending = pending(request);
    Provider provider = provider(pending.provider());
    Known known = pending.known();
    if (pending.account() != null) {
      return link(request, pending, provider, proof);
    }
    attempts.count(RateLimit.network(request.getRemoteAddr()));
    Wish wish = new Wish(name, shown.isBlank() ? name : shown, known.mail(), "");
    boolean confirmed = !known.mail().isEmpty();
    Joined joined =
        mayJoin(provider) && code.isEmpty()
            ? accounts.join(wish, Role.member, null, confirmed, false)
            : registration == Registration.closed && !provider.client().registration()
                ? new Joined.Refused("This server makes no new accounts.")
                : invitations.join(code, wish, false, confirmed);
    return switch (joined) {
      case Joined.Refused(String why) -> finishPage(request, 400, pending, code, wish, why);
      case Joined.Welcome(Account account) -> {
        names.link(
            account.id(), provider.client().issuer(), known.subject(), provider.client().orcid());
        flows.done(String.valueOf(Cookies.read(request, COOKIE)));
        yield welcome(request, account, "/me?welcome=1");
      }
    };
  }

  private ResponseEntity<byte[]> link(
      HttpServletRequest request, Pending pending, Provider provider, @Nullable String proof) {
    Session session = access.require(request, Role.member, proof);
    if (!Long.valueOf(session.account().id()).equals(pending.account())) {
      throw Failure.forbidden("This was begun by another account.", AGAIN);
    }
    boolean linked =
        names.link(
            session.account().id(),
            provider.client().issuer(),
            pending.known().subject(),
            provider.client().orcid());
    if (!linked) {
      throw Failure.forbidden(
          "Another account here belongs to who you are at %s.".formatted(provider.client().name()),
          List.of(new Failure.Way("/me", "Your page")));
    }
    flows.done(String.valueOf(Cookies.read(request, COOKIE)));
    answers.dataChanged();
    return with(Pages.seeOther("/me"), Cookies.of(request, COOKIE, "", Duration.ZERO));
  }

  @PostMapping("/me/with/{provider:[a-z]{1,20}}/unlink")
  ResponseEntity<byte[]> unlink(
      HttpServletRequest request,
      @PathVariable String provider,
      @RequestParam(required = false) @Nullable String proof) {
    Session session = access.requireSignedIn(request, proof);
    Provider known = provider(provider);
    Account account = session.account();
    boolean another =
        accounts.hasPassword(account.id())
            || account.mailConfirmed() != null
            || names.of(account.id()).size() > 1;
    if (!another) {
      throw Failure.forbidden(
          "This is the only way in that you have. Give yourself a password first.",
          List.of(new Failure.Way("/me", "Your page")));
    }
    if (!names.unlink(account.id(), known.client().issuer(), known.client().orcid())) {
      throw Failure.notFound(
          "Your account is nobody at %s.".formatted(known.client().name()), "/me");
    }
    answers.dataChanged();
    return Pages.seeOther("/me");
  }

  private boolean mayJoin(Provider provider) {
    return registration == Registration.open || provider.client().registration();
  }

  private ResponseEntity<byte[]> finishPage(
      HttpServletRequest request,
      int status,
      Pending pending,
      String code,
      Wish wish,
      String problem) {
    Provider provider = provider(pending.provider());
    Optional<Session> session =
        access
            .session(request)
            .filter(one -> Long.valueOf(one.account().id()).equals(pending.account()));
    if (pending.account() != null && session.isEmpty()) {
      throw Failure.forbidden("This was begun by another account.", AGAIN);
    }
    Known known = pending.known();
    String who =
        provider.client().orcid() || known.mail().isEmpty() ? known.subject() : known.mail();
    return Pages.html(
        status,
        answers.render(
            "finish",
            new FinishPage(
                provider.client().name(),
                session.map(one -> one.account().name()).orElse(""),
                known.shown().isEmpty() ? who : known.shown() + ", " + who,
                !mayJoin(provider),
                code,
                wish,
                problem,
                session.map(Session::proof).orElse(""))));
  }

  private Pending pending(HttpServletRequest request) {
    return flows
        .pending(Cookies.read(request, COOKIE))
        .orElseThrow(() ->
            Failure.forbidden(
                "There is nothing to finish: it was finished, or took longer than %d minutes."
                    .formatted(Flows.LASTS.toMinutes()),
                AGAIN));
  }

  /// What they are called there, made into a name that can be taken here; empty where it cannot.
  private static String proposal(Known known) {
    String name =
        known
            .name()
            .replaceFirst("@.*", "")
            .replaceAll("[^A-Za-z0-9]+", "-")
            .replaceAll("^[^A-Za-z]+|-$", "");
    return Account.isName(name) ? name : "";
  }

  private Provider provider(String key) {
    return providers
        .of(key)
        .orElseThrow(
            () -> Failure.notFound("Nobody signs in here with '%s'.".formatted(key), "/sign-in"));
  }

  private URI back(Provider provider) {
    return URI.create(address.of("/sign-in/with/" + provider.client().key() + "/back"));
  }

  private static Failure failed(Provider provider, ProviderFailed e) {
    LOG.warn("{}", String.valueOf(e.getMessage()).replaceAll("[\\r\\n]", " "));
    return Failure.unavailable(
        "%s does not answer as it should. Try again in a moment, or sign in another way."
            .formatted(provider.client().name()));
  }

  private ResponseEntity<byte[]> welcome(HttpServletRequest request, Account account, String then) {
    return with(
        Pages.seeOther(then),
        access.open(request, account),
        Cookies.of(request, COOKIE, "", Duration.ZERO));
  }

  private static ResponseEntity<byte[]> with(
      ResponseEntity<byte[]> answer, ResponseCookie... cookies) {
    HttpHeaders headers = HttpHeaders.copyOf(answer.getHeaders());
    for (ResponseCookie cookie : cookies) {
      headers.add("Set-Cookie", cookie.toString());
    }
    return new ResponseEntity<>(headers, answer.getStatusCode());
  }
}
