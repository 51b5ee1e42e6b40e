package org.offprint.server.account;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.MePage.Said;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Tokens for somebody's programs, made and withdrawn on their own page.
@Controller
final class TokenRoutes {
  private final Tokens tokens;
  private final Access access;
  private final MeView view;

  TokenRoutes(Tokens tokens, Access access, MeView view) {
    this.tokens = tokens;
    this.access = access;
    this.view = view;
  }

  @PostMapping("/me/tokens")
  ResponseEntity<byte[]> make(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(required = false) @Nullable List<String> scope,
      @RequestParam(defaultValue = "") String days) {
    Session session = access.require(request, Role.member, proof);
    String called = name.strip().replaceAll("\\s+", " ");
    if (!Accounts.isShown(called)) {
      return view.page(
          session,
          400,
          Said.problem("A token needs a name of 1 to 80 letters, for you to know it by."));
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String one : scope == null ? List.<String>of() : scope) {
      Optional<Scope> known = Scope.of(one);
      if (known.isEmpty() || (known.get() == Scope.curate && !session.atLeast(Role.curator))) {
        return view.page(
            session,
            400,
            Said.problem("'%s' is not something that a token of yours can do.".formatted(one)));
      }
      scopes.add(known.get());
    }
    if (scopes.isEmpty()) {
      return view.page(
          session, 400, Said.problem("Choose what the token may do: it would be of no use."));
    }
    int lasts = days.matches("\\d{1,3}") ? Integer.parseInt(days) : 0;
    if (lasts < 1 || lasts > Tokens.LONGEST.toDays()) {
      return view.page(
          session,
          400,
          Said.problem(
              "The token must end after 1 to %d days.".formatted(Tokens.LONGEST.toDays())));
    }
    return tokens
        .create(session.account(), called, scopes, Duration.ofDays(lasts))
        .map(text -> view.page(session, 200, new Said("", text, "", "")))
        .orElseGet(() ->
            view.page(
                session,
                400,
                Said.problem(
                    "You have %d tokens, which is as many as can be. Withdraw one first."
                        .formatted(Tokens.MOST))));
  }

  @PostMapping("/me/tokens/{id:\\d{1,15}}/withdraw")
  ResponseEntity<byte[]> withdraw(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof) {
    Session session = access.requireSignedIn(request, proof);
    if (!tokens.withdraw(session.account().id(), id)) {
      throw Failure.notFound("You have no token with the number " + id + ".", "/me");
    }
    return Pages.seeOther("/me");
  }
}
