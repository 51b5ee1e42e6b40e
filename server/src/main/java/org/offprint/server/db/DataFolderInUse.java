package org.offprint.server.db;

/// Another process holds the data folder, and what was asked for needs it alone.
public final class DataFolderInUse extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DataFolderInUse(String message) {
    super(message);
  }
}
