package org.offprint.lab.task;

import java.nio.charset.StandardCharsets;
import org.offprint.catalog.result.DataSource;

/// What an experiment is given: data, and somebody to tell how far it is.
public record Lab(Datasets datasets, Progress progress) {
  /// The bytes of a data set, checked.
  public byte[] bytes(DataSource source) {
    return datasets.bytes(source);
  }

  public String text(DataSource source) {
    return new String(bytes(source), StandardCharsets.UTF_8);
  }

  /// A line worth keeping in the log.
  public void say(String format, Object... arguments) {
    progress.say(String.format(java.util.Locale.ROOT, format, arguments));
  }
}
