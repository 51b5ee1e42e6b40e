package org.offprint.server.ingest;

/// The call names something that cannot be imported; nothing was stored. The message says what was
/// expected.
public final class ImportRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ImportRefused(String message) {
    super(message);
  }
}
