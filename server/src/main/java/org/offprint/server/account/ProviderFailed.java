package org.offprint.server.account;

import org.jspecify.annotations.Nullable;

/// A provider that does not answer, or not as one.
final class ProviderFailed extends Exception {
  private static final long serialVersionUID = 1L;

  ProviderFailed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
