package org.offprint.server.feed;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.offprint.catalog.paper.Edition;
import org.offprint.catalog.paper.Listing;
import org.offprint.server.db.Database;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.paper.Papers;

/// Named selections of papers, each in an order of its own.
public final class Editions {
  private final Database database;

  public Editions(Database database) {
    this.database = database;
  }

  /// All editions, the latest first.
  public List<Edition> all() {
    return database
        .sql()
        .sql("select slug, name, day from edition order by day desc, slug")
        .query((row, number) ->
            new Edition(
                row.getString("slug"),
                row.getString("name"),
                row.getObject("day", LocalDate.class)))
        .list();
  }

  public Optional<Edition> find(String slug) {
    return all().stream().filter(edition -> edition.slug().equals(slug)).findFirst();
  }

  /// The papers of an edition by their places.
  public List<Entry> papers(String slug, int offset, int limit) {
    return database
        .sql()
        .sql(
            """
            select to_json(p)::text as paper, to_json(l)::text as listing
            from listing l join paper_shown p on p.id = l.paper
            where l.edition = :slug
            order by l.position nulls last, l.day, p.id offset :offset limit :limit\
            """)
        .param("slug", slug)
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) ->
            new Entry(
                Papers.paper(row.getString("paper")),
                Papers.ROWS.readValue(row.getString("listing"), Listing.class)))
        .list();
  }
}
