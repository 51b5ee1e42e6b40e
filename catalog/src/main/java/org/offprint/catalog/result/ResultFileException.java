package org.offprint.catalog.result;

/// A result file that cannot be read or written; the message names the file, the place in it and
/// what was expected.
public final class ResultFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ResultFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
