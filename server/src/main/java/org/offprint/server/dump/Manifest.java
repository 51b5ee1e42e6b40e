package org.offprint.server.dump;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What an export holds. It names no time and no machine: the same store gives the same bytes.
///
/// @param format version of the form of the files
/// @param schema version of the tables that the rows come from
record Manifest(int format, String schema, List<Entry> tables) {
  static final int FORMAT = 1;
  static final String FILE = "manifest.json";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  record Entry(String table, String file, long rows, String sha256) {}

  void write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve(FILE), JSON.writeValueAsString(this).replace("\r\n", "\n") + "\n");
  }

  /// Reads the manifest and checks every file against it.
  static Manifest checked(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new DumpRefused(
          "%s holds no export: expected %s, which ./offprint export writes."
              .formatted(folder, FILE));
    }
    Manifest manifest;
    try {
      manifest = JSON.readValue(Files.readString(file), Manifest.class);
    } catch (JacksonException e) {
      throw new DumpRefused("%s is not a manifest: %s".formatted(file, e.getOriginalMessage()));
    }
    if (manifest.format != FORMAT) {
      throw new DumpRefused(
          "The export has format %d: this Offprint reads format %d. Restore it with the version that wrote it."
              .formatted(manifest.format, FORMAT));
    }
    for (Entry entry : manifest.tables) {
      manifest.check(folder, entry);
    }
    return manifest;
  }

  private void check(Path folder, Entry entry) throws IOException {
    if (!entry.table.matches("[a-z_]{1,63}") || !entry.file.equals(entry.table + ".jsonl")) {
      throw new DumpRefused(
          "The manifest names the table '%s' with the file '%s': expected TABLE and TABLE.jsonl."
              .formatted(entry.table, entry.file));
    }
    Path file = folder.resolve(entry.file);
    if (!Files.isRegularFile(file)) {
      throw new DumpRefused(
          "%s is missing in the export. Get the whole export again.".formatted(file));
    }
    MessageDigest sha = sha256();
    long rows = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha.update(buffer, 0, read);
        for (int i = 0; i < read; i++) {
          rows += buffer[i] == '\n' ? 1 : 0;
        }
      }
    }
    if (rows != entry.rows || !HexFormat.of().formatHex(sha.digest()).equals(entry.sha256)) {
      throw new DumpRefused(
          "%s is not what the manifest says: expected %d rows and the SHA-256 %s. Get the export again."
              .formatted(file, entry.rows, entry.sha256));
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
