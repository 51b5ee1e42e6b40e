package org.offprint.server.account;

import org.offprint.server.account.Accounts.Wish;

/// Where somebody makes an account.
///
/// @param action where the form goes
/// @param code the invitation or the code of the first admin; empty where none is needed
/// @param asksCode whether the code is to be entered
/// @param by who invited them, as pages call them; empty where nobody did
/// @param wish what was entered before
/// @param problem why the last attempt did not succeed; empty as a rule
public record JoinPage(
    String action, String code, boolean asksCode, String by, Wish wish, String problem) {
  static final Wish NOTHING = new Wish("", "", "", "");

  /// Whether this makes the first admin.
  public boolean first() {
    return action.equals("/setup");
  }
}
