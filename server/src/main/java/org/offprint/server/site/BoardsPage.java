package org.offprint.server.site;

import java.util.List;

/// The tasks that have a run, by family.
public record BoardsPage(Frame frame, int boards, int runs, List<Group> groups) {
  public record Group(String name, List<Line> lines) {}

  /// @param methods whose runs it has, in words
  /// @param facts scale, runs, protocols
  public record Line(String name, String href, String methods, String facts, Standing standing) {}
}
