package org.offprint.server.account;

import java.time.Instant;
import java.util.List;

/// Somebody's own account.
///
/// @param proof what each form must carry
/// @param session the number of the session that looks
/// @param invites whether this person may invite others
/// @param newCode the address of an invitation made just now, shown once; empty as a rule
/// @param done what has just been done, in words; empty as a rule
/// @param problem why something was not done; empty as a rule
public record MePage(
    Account account,
    String proof,
    long session,
    List<Sessions.Listed> sessions,
    List<Invitations.Listed> invitations,
    boolean invites,
    String newCode,
    String done,
    String problem,
    Instant now) {}
