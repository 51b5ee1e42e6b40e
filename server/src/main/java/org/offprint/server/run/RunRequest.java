package org.offprint.server.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run that somebody asked for, and how it goes.
///
/// @param seeds how many; null for as many as the task asks for
/// @param why for a state that needs a reason, the reason
/// @param isolation what the run could not reach, in words, once that is known
/// @param attempts how often it was started
/// @param result the result that came out of it
/// @param part the part that it is in, as the lab calls it
/// @param done steps of that part, of `total`
/// @param logLength how many characters its log has had so far
public record RunRequest(
    long id,
    String paper,
    String method,
    String task,
    @Nullable Integer seeds,
    State state,
    boolean cancel,
    @Nullable String why,
    @Nullable String isolation,
    int attempts,
    Instant created,
    @Nullable Instant started,
    @Nullable Instant ended,
    @Nullable String result,
    @Nullable String part,
    @Nullable Long done,
    @Nullable Long total,
    long logLength) {
  /// Where a request stands. The last four are final.
  public enum State {
    queued,
    running,
    done,
    failed,
    stopped,
    cancelled;

    public boolean over() {
      return this != queued && this != running;
    }
  }

  public String href() {
    return "/runs/requests/" + id;
  }

  /// `done`, `stopped: it used more than 2 GiB of memory`.
  public String words() {
    if (cancel && !state.over()) {
      return state + ", and asked to end";
    }
    return why == null ? state.toString() : state + ": " + why;
  }
}
