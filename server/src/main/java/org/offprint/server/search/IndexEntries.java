package org.offprint.server.search;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.paper.Papers;

/// Reads from the database what the index needs to know of papers.
final class IndexEntries {
  private final Database database;
  private final Papers papers;

  IndexEntries(Database database, Papers papers) {
    this.database = database;
    this.papers = papers;
  }

  /// The entries of the papers that exist among `ids`.
  List<IndexEntry> of(Collection<PaperId> ids) {
    return with(papers.byIds(ids));
  }

  List<IndexEntry> with(List<Paper> found) {
    String[] ids = found.stream().map(paper -> paper.id().value()).toArray(String[]::new);
    Map<String, Set<String>> editions = editions(ids);
    Map<String, Set<String>> methods = methods(ids);
    return found.stream()
        .map(paper ->
            new IndexEntry(
                paper,
                editions.getOrDefault(paper.id().value(), Set.of()),
                methods.getOrDefault(paper.id().value(), Set.of())))
        .toList();
  }

  private Map<String, Set<String>> editions(String[] ids) {
    Map<String, Set<String>> editions = new HashMap<>();
    database
        .sql()
        .sql("select paper, edition, day::text as day from listing where paper = any(:ids)")
        .param("ids", ids)
        .query(row -> {
          String edition = row.getString("edition");
          Set<String> of =
              editions.computeIfAbsent(row.getString("paper"), paper -> new HashSet<>());
          of.add(edition);
          if (edition.equals(Listing.DAILY)) {
            of.add(row.getString("day"));
          }
        });
    return editions;
  }

  private Map<String, Set<String>> methods(String[] ids) {
    Map<String, Set<String>> methods = new HashMap<>();
    database
        .sql()
        .sql("select paper, id, name from method where paper = any(:ids)")
        .param("ids", ids)
        .query(row -> {
          Set<String> of =
              methods.computeIfAbsent(row.getString("paper"), paper -> new HashSet<>());
          of.add(row.getString("id"));
          of.add(row.getString("name"));
        });
    return methods;
  }
}
