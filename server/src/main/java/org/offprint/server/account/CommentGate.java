package org.offprint.server.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;

/// Comments, as programs write them.
public interface CommentGate {
  /// A comment that was written.
  ///
  /// @param answers the comment that it answers; null where it begins a thread
  /// @param text as it was written, in Markdown
  /// @param html as pages show it
  record Written(
      long id, PaperId paper, @Nullable Long answers, String text, String html, Instant at) {}

  /// @param paper one that is here
  /// @param answers the number of a comment on the same paper; null begins a thread
  /// @param text 1 to 65,536 characters of Markdown
  /// @throws org.offprint.server.web.Failure if this person may not or there is no such comment, in
  ///   words for them
  Written write(Account account, PaperId paper, @Nullable Long answers, String text);
}
