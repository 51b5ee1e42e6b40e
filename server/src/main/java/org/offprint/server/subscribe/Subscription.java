package org.offprint.server.subscribe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A confirmed address and what it gets.
///
/// @param ref what signed links call it
/// @param addressHash the address under the key of this server, by which it is known after it left
/// @param suspended why nothing is sent to it for now; null as a rule
/// @param covered the last event that an issue has covered
/// @param nextDue when the next issue is due
public record Subscription(
    long id,
    String ref,
    String address,
    String addressHash,
    Wishes wishes,
    @Nullable String suspended,
    Instant since,
    long covered,
    Instant nextDue) {}
