package org.offprint.server.moderation;

import java.util.List;

/// Who invited whom.
public record TreePage(List<People.Placed> people) {
  public static final int DEEPEST = 4;
}
