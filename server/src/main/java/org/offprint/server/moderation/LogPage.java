package org.offprint.server.moderation;

import java.util.List;

/// What moderators did.
public record LogPage(List<Log.Entry> entries, int page, boolean more) {}
