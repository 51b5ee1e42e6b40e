package org.offprint.server.mail;

/// A mail that was not taken; it may be tried again.
public final class MailFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MailFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
