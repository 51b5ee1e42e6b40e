package org.offprint.server.search;

/// The index's folder could not be read or written.
public final class IndexFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  IndexFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
