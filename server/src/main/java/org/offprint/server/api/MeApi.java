package org.offprint.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.Holder;
import org.offprint.server.account.Scope;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who a token belongs to.
@RestController
final class MeApi {
  /// @param mail null where none is known
  /// @param orcid null where ORCID has not said it
  record MeShape(
      String name,
      String shown,
      String role,
      String state,
      @Nullable String mail,
      boolean mailConfirmed,
      @Nullable String orcid,
      TokenShape token) {}

  record TokenShape(String name, List<String> scopes, Instant created, Instant expires) {}

  private final Access access;

  MeApi(Access access) {
    this.access = access;
  }

  @GetMapping("/api/v1/me")
  ResponseEntity<byte[]> me(HttpServletRequest request) {
    Holder holder = access.requireScope(request, Scope.read);
    Calls.requireKnown(request);
    Account account = holder.account();
    return Calls.theirs(
        200,
        new MeShape(
            account.name(),
            account.shown(),
            account.role().name(),
            account.state().name(),
            account.mail(),
            account.mailConfirmed() != null,
            account.orcid(),
            new TokenShape(
                holder.name(),
                holder.scopes().stream().sorted().map(Scope::name).toList(),
                holder.created(),
                holder.expires())));
  }
}
