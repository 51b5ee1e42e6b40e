package org.offprint.server.account;

import java.time.Instant;
import java.util.Set;

/// Somebody whose program sent a token of theirs.
///
/// @param token its number, as on the page of its owner
/// @param name what its owner calls it
/// @param scopes what it may be used for
public record Holder(
    Account account, long token, String name, Set<Scope> scopes, Instant created, Instant expires) {
  public Holder {
    scopes = Set.copyOf(scopes);
  }

  /// Whether the token allows it and its owner can still do it.
  public boolean may(Scope scope) {
    return scopes.contains(scope)
        && (scope == Scope.read || account.active())
        && (scope != Scope.curate || account.role().atLeast(Role.curator));
  }
}
