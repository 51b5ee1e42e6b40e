package org.offprint.server.talk;

import java.util.List;

/// The newest comments of all papers.
public record CommentsPage(List<Line> lines, int page, boolean more) {}
