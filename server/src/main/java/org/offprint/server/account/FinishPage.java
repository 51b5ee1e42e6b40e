package org.offprint.server.account;

import org.offprint.server.account.Accounts.Wish;

/// What somebody is asked who has come back from a provider.
///
/// @param provider what pages call it
/// @param account the account that is to be joined with who they are there; empty where they make
///   one
/// @param who who they are there, for them to recognise
/// @param asksCode whether an invitation is needed
/// @param code the invitation
/// @param wish the account that they would get
/// @param problem why the last attempt did not succeed; empty as a rule
/// @param proof what the form carries of somebody who is signed in; empty otherwise
public record FinishPage(
    String provider,
    String account,
    String who,
    boolean asksCode,
    String code,
    Wish wish,
    String problem,
    String proof) {
  public boolean links() {
    return !account.isEmpty();
  }
}
