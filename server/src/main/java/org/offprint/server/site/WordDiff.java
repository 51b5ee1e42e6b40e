package org.offprint.server.site;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.DeltaType;
import java.util.ArrayList;
import java.util.List;

/// What changed between two texts, word by word.
public final class WordDiff {
  /// More words than any abstract has: beyond it one text is shown as taken out, the other as put
  /// in.
  private static final int MOST_WORDS = 3_000;

  public enum Kind {
    same,
    removed,
    added
  }

  public record Piece(Kind kind, String text) {}

  private WordDiff() {}

  public static boolean differ(String before, String after) {
    return !words(before).equals(words(after));
  }

  static List<Piece> between(String before, String after) {
    List<String> old = words(before);
    List<String> now = words(after);
    List<Piece> pieces = new ArrayList<>();
    if (old.size() > MOST_WORDS || now.size() > MOST_WORDS) {
      add(pieces, Kind.removed, old);
      add(pieces, Kind.added, now);
      return pieces;
    }
    for (AbstractDelta<String> delta : DiffUtils.diff(old, now, true).getDeltas()) {
      if (delta.getType() == DeltaType.EQUAL) {
        add(pieces, Kind.same, delta.getSource().getLines());
      } else {
        add(pieces, Kind.removed, delta.getSource().getLines());
        add(pieces, Kind.added, delta.getTarget().getLines());
      }
    }
    return pieces;
  }

  private static void add(List<Piece> pieces, Kind kind, List<String> words) {
    if (!words.isEmpty()) {
      pieces.add(new Piece(kind, String.join(" ", words)));
    }
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
