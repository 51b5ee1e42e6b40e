package org.offprint.server.moderation;

import java.util.List;
import org.offprint.server.moderation.Flags.Flag;
import org.offprint.server.talk.Line;

/// Where a curator hides a comment or makes it readable again.
public record HidePage(String proof, Line line, List<Flag> flags) {}
