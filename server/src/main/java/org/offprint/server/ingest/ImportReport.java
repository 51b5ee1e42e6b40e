package org.offprint.server.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an import did, file by file and in total.
public record ImportReport(List<OfFile> files, Duration took) {
  /// @param format as which the file was read
  /// @param problem why the file could not be read to its end, or null
  /// @param note what the file says about itself that a reader should know, or null
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OfFile(
      String file, String format, Counts counts, @Nullable String problem, @Nullable String note) {}

  @JsonProperty
  public Counts total() {
    return files.stream().map(OfFile::counts).reduce(Counts.NONE, Counts::plus);
  }

  /// Whether every file was read to its end; records in quarantine do not count against it.
  @JsonProperty
  public boolean complete() {
    return files.stream().allMatch(file -> file.problem() == null);
  }

  @JsonProperty
  public double recordsPerSecond() {
    return total().read() / Math.max(took.toMillis() / 1000.0, 0.001);
  }

  /// For people.
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (OfFile file : files) {
      text.append("%s (%s): %s%n".formatted(file.file(), file.format(), file.counts()));
      if (file.problem() != null) {
        text.append("  %s%n".formatted(file.problem()));
      }
      if (file.note() != null) {
        text.append("  %s%n".formatted(file.note()));
      }
    }
    if (files.size() > 1) {
      text.append("Total: %s%n".formatted(total()));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%,d records in %.1f s, %,.0f a second.%n",
            total().read(),
            took.toMillis() / 1000.0,
            recordsPerSecond()));
    if (total().quarantined() > 0) {
      text.append("Records in quarantine are kept with file, line and reason.%n".formatted());
    }
    return text.toString();
  }
}
