package org.offprint.server.run;

import java.util.List;

/// What a signed-in curator can start on the page of a paper.
///
/// @param proof what the form carries to show that it is ours
/// @param choices the tasks; empty where they are not known
/// @param why why there are no choices; empty where there are
/// @param latest the runs of this paper that were asked for last
public record StartForm(
    String paper, String proof, List<Choice> choices, String why, List<RunRequest> latest) {
  /// @param value what the form sends
  /// @param seeds how many the task asks for
  public record Choice(String value, String words, int seeds) {}
}
