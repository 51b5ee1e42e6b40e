package org.offprint.server.run;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One run that was asked for: how it goes, and what it said.
///
/// @param title the title of its paper
/// @param command what to type to run the same oneself
/// @param proof what a form must carry; empty for a reader, who sees no form
/// @param log what is kept of it
/// @param now when the page was made
public record RequestPage(
    RunRequest run,
    String title,
    String command,
    String proof,
    String limits,
    String log,
    Instant now) {
  public boolean curator() {
    return !proof.isEmpty();
  }

  public boolean over() {
    return run.state().over();
  }

  /// Seconds that it took or has taken so far; null before it begins.
  public @Nullable Double seconds() {
    Instant started = run.started();
    Instant ended = run.ended();
    return started == null
        ? null
        : Duration.between(started, ended == null ? now : ended).toMillis() / 1000.0;
  }
}
