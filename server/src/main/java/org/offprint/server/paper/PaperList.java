package org.offprint.server.paper;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.db.Database;

/// All papers, newest first, page after page. A page begins after the last paper of the page
/// before, by date and identifier, so papers that arrive meanwhile neither repeat nor hide any.
public final class PaperList {
  /// A place in the list.
  ///
  /// @param published null for papers without a date, which stand last
  public record Place(@Nullable Instant published, String id) {
    public static Place of(Paper paper) {
      return new Place(
          paper.published() == null ? null : paper.published().instant(), paper.id().value());
    }

    /// As callers carry it: letters that mean nothing to them.
    public String text() {
      String plain = (published == null ? "" : published.toString()) + " " + id;
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /// @throws IllegalArgumentException if the text is none that {@link #text} made
    public static Place parse(String text) {
      try {
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        int space = plain.indexOf(' ');
        String date = plain.substring(0, space);
        return new Place(date.isEmpty() ? null : Instant.parse(date), plain.substring(space + 1));
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "cursor = '%s' is not one of ours: take it from the answer before, or leave it out to begin."
                .formatted(text),
            e);
      }
    }
  }

  private final Database database;

  public PaperList(Database database) {
    this.database = database;
  }

  /// Up to `limit` papers after `place`, or from the newest on.
  public List<Paper> after(@Nullable Place place, int limit) {
    String from =
        place == null
            ? all("true")
            : place.published() == null
                ? all("published_at is null and id > :id")
                // Each part is a range of the index on date and identifier; joined by "or" they are
                // none, and the database would read the list from its beginning.
                : "((%s) union all (%s) union all (%s))"
                    .formatted(
                        all("published_at = cast(:published as timestamptz) and id > :id"),
                        all("published_at < cast(:published as timestamptz)"),
                        all("published_at is null"));
    var query =
        database
            .sql()
            .sql(
                "select to_json(p)::text from (select * from ("
                    + from
                    + ") part order by published_at desc nulls last, id limit :limit) p"
                    + " order by p.published_at desc nulls last, p.id")
            .param("limit", limit);
    if (place != null) {
      query = query.param("id", place.id());
    }
    if (place != null && place.published() != null) {
      query = query.param("published", place.published().toString());
    }
    return query.query((row, number) -> Papers.paper(row.getString(1))).list();
  }

  private static String all(String where) {
    return "select * from paper_shown where "
        + where
        + " order by published_at desc nulls last, id limit :limit";
  }
}
