package org.offprint.server.board;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.catalog.result.DataSource;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;

/// All of a task that numbers have to share before they may stand in one column, by name and in
/// words: the whole task but for what it and its claim are called.
record Protocol(Map<String, String> parts) {
  static Protocol of(Task task) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("Scale", task.scale().words());
    parts.put("Data", task.dataset());
    parts.put("Files", String.join("; ", task.data().stream().map(Protocol::words).toList()));
    parts.put("Split", task.split());
    parts.put("Baseline", task.baseline());
    parts.put("Protocol", task.protocol());
    parts.put("Seeds", Integer.toString(task.seeds()));
    parts.put("Metrics", String.join("; ", task.metrics().stream().map(Protocol::words).toList()));
    parts.put("Rule", task.rule());
    return new Protocol(parts);
  }

  private static String words(DataSource source) {
    return source.name() + " (" + source.file() + ", SHA-256 " + source.sha256() + ")";
  }

  private static String words(Metric metric) {
    return "%s, %s, in %s, %s, from %s to %s%s"
        .formatted(
            metric.id(),
            metric.name(),
            metric.unit(),
            metric.direction().words(),
            metric.least() == null ? "any" : metric.least(),
            metric.greatest() == null ? "any" : metric.greatest(),
            metric.repeatable() ? "" : ", differs from run to run");
  }

  /// Short and the same for the same protocol on every server.
  String key() {
    try {
      byte[] text = parts.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256; use an unmodified JDK", e);
    }
  }

  /// The parts that are other than in `newest`, with what they say here.
  List<Board.Difference> differences(Protocol newest) {
    List<Board.Difference> differences = new ArrayList<>();
    parts.forEach((part, words) -> {
      if (!words.equals(newest.parts.get(part))) {
        differences.add(new Board.Difference(part, words.isEmpty() ? "none" : words));
      }
    });
    return differences;
  }
}
