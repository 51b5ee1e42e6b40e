package org.offprint.server.run;

import java.util.List;
import java.util.Map;

/// The runs that were asked for on this server.
///
/// @param titles of their papers
/// @param proof what a form must carry; empty for a reader
/// @param limits what each run may use
/// @param enabled whether runs can be started here at all
public record QueuePage(
    List<RunRequest> runs,
    Map<String, String> titles,
    String proof,
    String limits,
    boolean enabled) {
  public boolean curator() {
    return !proof.isEmpty();
  }

  public String title(RunRequest run) {
    return titles.getOrDefault(run.paper(), run.paper());
  }
}
