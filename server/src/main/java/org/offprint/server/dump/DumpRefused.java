package org.offprint.server.dump;

/// An export or a restore that would lose or mix something; nothing was changed. The message says
/// what to do.
public final class DumpRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DumpRefused(String message) {
    super(message);
  }
}
