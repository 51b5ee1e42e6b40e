package org.offprint.server.author;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.author.Authorship.Claim;

/// Where somebody says to have written a paper.
///
/// @param claim how their claim stands; null where they made none
/// @param problem why it cannot be taken; empty as a rule
public record ClaimPage(Paper paper, String proof, @Nullable Claim claim, String problem) {
  /// The claims that wait for a curator.
  public record Waiting(String proof, List<Claim> claims) {}
}
