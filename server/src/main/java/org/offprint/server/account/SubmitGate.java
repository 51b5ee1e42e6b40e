package org.offprint.server.account;

import org.offprint.catalog.paper.PaperId;

/// Papers, as programs submit them.
public interface SubmitGate {
  /// A paper that was submitted.
  ///
  /// @param isNew false where it was here before
  record Submitted(PaperId paper, boolean isNew) {}

  /// @param what an identifier, a DOI, an address or BibTeX
  /// @throws org.offprint.server.web.Failure if it is none of these, is not found, or this person
  ///   may not, in words for them
  Submitted submit(Account account, String what);
}
