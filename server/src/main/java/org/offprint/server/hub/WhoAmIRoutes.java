package org.offprint.server.hub;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.Holder;
import org.offprint.server.account.Scope;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who the caller is. The reads of this contract need no token.
@RestController
final class WhoAmIRoutes {
  /// @param email left out where none is known or the token may not read it
  record WhoAmI(
      String type,
      String id,
      String name,
      String fullname,
      @Nullable String email,
      @Nullable Boolean emailVerified,
      @JsonProperty("canPay") boolean canPay,
      @JsonProperty("isPro") boolean isPro,
      String avatarUrl,
      List<String> orgs,
      Auth auth) {}

  record Auth(String type, String expiresAt, Token accessToken) {}

  record Token(String displayName, String role, String createdAt) {}

  private final Access access;
  private final PublicAddress address;

  WhoAmIRoutes(Access access, PublicAddress address) {
    this.access = access;
    this.address = address;
  }

  @GetMapping("/api/whoami-v2")
  ResponseEntity<byte[]> whoAmI(HttpServletRequest request) {
    Holder holder = access.requireKnownToken(request);
    Account account = holder.account();
    boolean reads = holder.may(Scope.read) && account.mail() != null;
    return HubJson.theirs(
        200,
        new WhoAmI(
            "user",
            HubKeys.id("user", account.name()),
            account.name(),
            account.shown(),
            reads ? account.mail() : null,
            reads ? account.mailConfirmed() != null : null,
            false,
            false,
            address.of(HubKeys.avatar(account.name())),
            List.of(),
            new Auth(
                "access_token",
                HubTimes.utc(holder.expires()),
                new Token(
                    holder.name(),
                    holder.scopes().equals(Set.of(Scope.read)) ? "read" : "write",
                    HubTimes.utc(holder.created())))));
  }
}
