package org.offprint.server.moderation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.server.moderation.Appeals.Appeal;
import org.offprint.server.moderation.Flags.Flag;
import org.offprint.server.talk.Line;

/// What waits for a curator, the oldest of each kind first.
public record QueuePage(
    String proof,
    List<Reported> reported,
    List<Appealed> appeals,
    List<Line> first,
    List<Hidden> hidden) {
  /// A paper that nobody sees, which is nothing that waits.
  ///
  /// @param note why
  public record Hidden(String paper, String title, String note) {}

  /// @param line the comment; null for a paper
  /// @param paper the identifier; empty for a comment
  public record Reported(@Nullable Line line, String paper, String title, List<Flag> flags) {}

  /// @param line the hidden comment; null for a suspension
  public record Appealed(Appeal appeal, @Nullable Line line) {}

  public int size() {
    return reported.size() + appeals.size() + first.size();
  }
}
