package org.offprint.server.moderation;

import org.jspecify.annotations.Nullable;
import org.offprint.server.moderation.Appeals.Appeal;
import org.offprint.server.talk.Line;

/// Where somebody says something against a decision.
///
/// @param line the hidden comment; null where it is about their suspension
/// @param decision what they appeal against
/// @param appeal the one that there is already; null before
/// @param words what they wrote, where it was not sent
/// @param problem why it was not; empty as a rule
public record AppealPage(
    String proof,
    @Nullable Line line,
    Log.Entry decision,
    @Nullable Appeal appeal,
    String words,
    String problem) {}
