package org.offprint.server.account;

/// What one feature keeps of each person: to be given to them, and to be forgotten when they leave.
public interface OwnData {
  /// What the file calls it, such as `votes`.
  String name();

  /// Everything of an account, as records, maps and lists; no secrets. Empty lists where there is
  /// nothing.
  Object export(long account);

  /// Forgets what only this person is concerned with, and takes their mark from the rest. Runs in
  /// the transaction that ends the account.
  void forget(long account);
}
