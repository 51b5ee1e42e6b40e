package org.offprint.lab.evidence;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.offprint.catalog.result.ResultFile;
import tools.jackson.core.JacksonException;

/// The list of what was signed, in canonical JSON (RFC 8785: keys sorted, no blanks), so that it
/// can be written again from what it says.
///
/// @param files every file but the manifest and its signature, in the order of their paths
record Manifest(List<Line> files, int format) {
  static final String FILE = "manifest.json";
  static final String SIGNATURE = "manifest.sig";
  private static final int FORMAT = 1;

  /// @param crc32 finds a single changed byte: see {@link OneByte}
  record Line(String crc32, String path, String sha256, long size) {}

  Manifest {
    files = List.copyOf(files);
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "format = %d: this version reads format %d only".formatted(format, FORMAT));
    }
  }

  static Manifest of(SortedMap<String, byte[]> files) {
    return new Manifest(files.entrySet().stream().map(Manifest::line).toList(), FORMAT);
  }

  private static Line line(Map.Entry<String, byte[]> file) {
    byte[] bytes = file.getValue();
    return new Line(
        "%08x".formatted(Hashes.crc(bytes)), file.getKey(), Hashes.sha256(bytes), bytes.length);
  }

  /// Empty where the bytes are no manifest.
  static Optional<Manifest> read(byte[] bytes) {
    try {
      Manifest manifest =
          ResultFile.JSON.readValue(new String(bytes, StandardCharsets.UTF_8), Manifest.class);
      return manifest != null && java.util.Arrays.equals(manifest.bytes(), bytes)
          ? Optional.of(manifest)
          : Optional.empty();
    } catch (JacksonException | IllegalArgumentException | NullPointerException other) {
      return Optional.empty();
    }
  }

  Optional<Line> line(String path) {
    return files.stream().filter(line -> line.path.equals(path)).findFirst();
  }

  /// No path needs an escape: see {@link Names}.
  byte[] bytes() {
    var text = new StringBuilder("{\"files\":[");
    for (Line line : files) {
      text.append(text.charAt(text.length() - 1) == '[' ? "" : ",")
          .append(
              "{\"crc32\":\"%s\",\"path\":\"%s\",\"sha256\":\"%s\",\"size\":%d}"
                  .formatted(line.crc32, line.path, line.sha256, line.size));
    }
    return text.append("],\"format\":")
        .append(format)
        .append('}')
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
