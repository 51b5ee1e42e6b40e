package org.offprint.server.search;

import java.time.LocalDate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;

/// One part of a query. A paper must match every part that is not excluded, and none that is. The
/// text form of a clause reads back as the same clause.
public sealed interface Clause {
  boolean excluded();

  /// A word, which may be a compound such as `cross-entropy`.
  record Word(String text, boolean excluded) implements Clause {
    @Override
    public String toString() {
      return sign(excluded) + text;
    }
  }

  /// Words in this order, next to each other.
  record Phrase(String text, boolean excluded) implements Clause {
    @Override
    public String toString() {
      return sign(excluded) + "\"" + text + "\"";
    }
  }

  /// A paper by its identifier. Without a minus it adds this paper to the hits, in first place.
  record Reference(PaperId paper, boolean excluded) implements Clause {
    @Override
    public String toString() {
      return sign(excluded) + paper;
    }
  }

  /// A value in a field. A value with a space in it is a phrase in the fields that hold text.
  record Named(Field field, String value, boolean excluded) implements Clause {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._*/+#:@-]*");

    @Override
    public String toString() {
      boolean plain = PLAIN.matcher(value).matches();
      return sign(excluded) + field.prefix() + ":" + (plain ? value : "\"" + value + "\"");
    }
  }

  /// First published in the days from `from` (inclusive) to `before` (exclusive); null is open.
  record Published(@Nullable LocalDate from, @Nullable LocalDate before, boolean excluded)
      implements Clause {
    @Override
    public String toString() {
      return sign(excluded) + Period.text(from, before);
    }
  }

  private static String sign(boolean excluded) {
    return excluded ? "-" : "";
  }
}
