package org.offprint.server.ingest;

/// Hears how an import goes.
public interface ImportProgress {
  /// Says nothing.
  ImportProgress SILENT = (file, bytesRead, bytes, counts) -> {};

  /// Called after each batch.
  ///
  /// @param file being read
  /// @param bytesRead of all files, as they lie on disk, so that compressed ones count rightly
  /// @param bytes of all files together, or -1 where nobody knows
  void at(String file, long bytesRead, long bytes, Counts counts);

  /// Called once at the end, also after a failure.
  default void done() {}
}
