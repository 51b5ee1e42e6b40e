package org.offprint.server.ingest;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What several arXiv formats write in the same way.
final class ArxivFacts {
  private static final Pattern IN_BRACKETS = Pattern.compile("\\([^()]*\\)");
  private static final Pattern BETWEEN = Pattern.compile("\\s*(?:,\\s*(?:and\\s+)?|\\s+and\\s+)");

  private ArxivFacts() {}

  /// Categories in one text, the first being the primary one.
  static void categories(Draft draft, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return;
    }
    String[] categories = text.strip().split("\\s+");
    draft.primaryCategory(categories[0]);
    for (String category : categories) {
      draft.category(category);
    }
  }

  /// Authors in one text: `A. One, B. Two (Example University) and C. Three`.
  static void authors(Draft draft, @Nullable String text) {
    if (text == null) {
      return;
    }
    String names = PlainText.line(text);
    String before;
    do {
      before = names;
      names =
          IN_BRACKETS.matcher(names).replaceAll(""); // affiliations, from the innermost bracket out
    } while (!names.equals(before));
    for (String name : BETWEEN.split(names)) {
      draft.author(TexText.plain(name));
    }
  }
}
