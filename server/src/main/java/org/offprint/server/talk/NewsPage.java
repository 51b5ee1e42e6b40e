package org.offprint.server.talk;

import java.util.List;

/// What somebody is told.
///
/// @param unread how many of all are not marked as read
/// @param newest the number of the newest one, up to which the form marks
public record NewsPage(
    String proof, int unread, long newest, List<Told> told, int page, boolean more) {
  /// @param words of the comment, in one line
  public record Told(Notices.Notice notice, Line line, String words) {
    /// What happened, with the name of who did it.
    public String what() {
      return switch (notice.kind()) {
        case reply -> line.comment().by() + " answered you";
        case mention -> line.comment().by() + " named you";
        case paper -> line.comment().by() + " commented";
        case hidden -> "A curator hid your comment";
        case shown -> "Your comment can be read again";
        case refused -> "Your appeal was refused";
      };
    }
  }
}
