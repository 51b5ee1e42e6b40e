package org.offprint.server.config;

/// Who may make an account.
public enum Registration {
  /// Anybody.
  open,
  /// Who was invited by somebody with an account.
  invitation,
  /// Nobody.
  closed
}
