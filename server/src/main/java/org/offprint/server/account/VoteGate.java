package org.offprint.server.account;

import org.offprint.catalog.paper.PaperId;

/// Votes, as programs cast them; what a vote is and who may cast one is the feature's own rule.
public interface VoteGate {
  /// What holds after a vote.
  ///
  /// @param on whether this person's vote stands
  /// @param total how many votes of members here the paper has
  record Voted(boolean on, long total) {}

  /// Casts a vote or takes it back. Doing it twice is doing it once.
  ///
  /// @param paper one that is here
  /// @throws org.offprint.server.web.Failure if this person may not, in words for them
  Voted vote(Account account, PaperId paper, boolean on);
}
