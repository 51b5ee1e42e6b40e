package org.offprint.server.moderation;

import org.jspecify.annotations.Nullable;
import org.offprint.server.talk.Line;

/// Where somebody reports a comment or a paper.
///
/// @param line the comment; null for a paper
/// @param paper its identifier
/// @param has whether they have reported it already
public record FlagPage(
    String proof, @Nullable Line line, String paper, String title, boolean has, String problem) {}
