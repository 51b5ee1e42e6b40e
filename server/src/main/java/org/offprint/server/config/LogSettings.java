package org.offprint.server.config;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/// What is written to the log.
public record LogSettings(
    @Setting(
            key = "log.level",
            def = "info",
            text =
                "How much Offprint writes to standard error: `warn` what somebody should look at, `info` what it did, `debug` how.")
        Level level) {
  /// The least important message that is written.
  public enum Level {
    error,
    warn,
    info,
    debug
  }

  /// Makes it hold from now on.
  public void apply() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context
          .getLogger("org.offprint")
          .setLevel(ch.qos.logback.classic.Level.toLevel(level.toString()));
    }
  }
}
