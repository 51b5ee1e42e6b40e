package org.offprint.server.talk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The discussion on the page of a paper.
///
/// @param paper its identifier
/// @param href its page
/// @param comments how many can be read
/// @param writer what a form needs; null for whoever cannot write
/// @param suspended whether whoever looks could write if they were not suspended
public record TalkPart(
    String paper,
    String href,
    int comments,
    List<Line> lines,
    @Nullable Writing writer,
    boolean suspended) {
  /// @param proof what each form of whoever looks must carry
  /// @param form what this form alone carries
  /// @param note what they wrote for themselves
  /// @param follows whether they hear of every comment here
  public record Writing(String proof, String form, String note, boolean follows) {}
}
