package org.offprint.server.account;

/// What somebody with an account may do, each role with all that the former may. A reader has no
/// account.
public enum Role {
  /// Votes, writes, submits papers.
  member,
  /// Orders the day's edition, starts runs, looks after records and comments.
  curator,
  /// Gives roles, approves claims, suspends.
  admin;

  public boolean atLeast(Role other) {
    return compareTo(other) >= 0;
  }
}
