package org.offprint.server.account;

import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;

/// Authorship, as programs claim it.
public interface ClaimGate {
  /// @param paper one that is here
  /// @param place which of its authors, from 0; null where it is not said
  /// @throws org.offprint.server.web.Failure if this person may not, in words for them
  void claim(Account account, PaperId paper, @Nullable Integer place);
}
