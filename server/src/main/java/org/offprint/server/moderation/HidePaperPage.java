package org.offprint.server.moderation;

import java.util.List;
import org.offprint.server.moderation.Flags.Flag;

/// Where a curator hides a paper or puts it back.
public record HidePaperPage(
    String proof, String paper, String title, boolean hidden, List<Flag> flags) {}
