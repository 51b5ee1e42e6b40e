package org.offprint.server.ingest;

import java.nio.charset.StandardCharsets;

/// What the fuzz tests ask of the readers: whatever the bytes are, a document is refused or cut
/// into records, and each record is read or refused, for a reason that was foreseen.
public final class Fuzzing {
  private Fuzzing() {}

  public static void document(byte[] bytes) {
    Documents.Split split;
    try {
      split = Documents.split("fuzzed", bytes);
    } catch (ImportRefused refused) {
      return;
    }
    for (Quarantine.Record bad : Batch.read(split.records()).bad()) {
      if (bad.reason().isBlank() || bad.reason().startsWith("unexpected")) {
        throw new AssertionError("line " + bad.line() + ": " + bad.reason());
      }
    }
  }

  public static void tex(byte[] bytes) {
    TexText.plain(new String(bytes, StandardCharsets.UTF_8));
  }
}
