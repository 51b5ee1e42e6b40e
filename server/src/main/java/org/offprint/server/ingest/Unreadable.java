package org.offprint.server.ingest;

/// A record does not say what its format promises. The message is the reason that stands in the
/// quarantine.
public final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Unreadable(String reason) {
    super(reason);
  }

  public Unreadable(String reason, Throwable cause) {
    super(reason, cause);
  }
}
