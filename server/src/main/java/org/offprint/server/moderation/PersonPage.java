package org.offprint.server.moderation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Account;
import org.offprint.server.talk.Line;

/// Somebody, as everybody sees them.
///
/// @param inviter who invited them; null for nobody, or somebody who has left
/// @param proof what an admin's forms must carry; empty for everybody else, who sees none
/// @param problem why something was not done; empty as a rule
public record PersonPage(
    Account account,
    @Nullable Account inviter,
    List<Account> invited,
    List<Line> lines,
    int page,
    boolean more,
    String proof,
    String problem) {
  public boolean rules() {
    return !proof.isEmpty();
  }
}
