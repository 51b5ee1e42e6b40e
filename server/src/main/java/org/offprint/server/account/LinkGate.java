package org.offprint.server.account;

import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;

/// Links of a paper, as programs set them.
public interface LinkGate {
  /// @param paper one that is here
  /// @param project the address of its page; null leaves it as it is
  /// @param code the address of its code; null leaves it as it is
  /// @throws org.offprint.server.web.Failure if this person may not or an address is none, in words
  ///   for them
  void link(Account account, PaperId paper, @Nullable String project, @Nullable String code);
}
