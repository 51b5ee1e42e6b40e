package org.offprint.server.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a person asked for. Any text is a query: what we could not read as it stands is read as
/// plainly as possible and said in `notes`, for the page to show. The language is described in
/// docs/search.md.
///
/// @param typed the text as it was given, cut to {@link #LONGEST} characters
public record Query(String typed, List<Clause> clauses, List<String> notes) {
  public static final int LONGEST = 250;

  public Query {
    clauses = List.copyOf(clauses);
    notes = List.copyOf(notes);
  }

  public static Query parse(String typed) {
    return new QueryParser(typed).parse();
  }

  /// True when it asks for nothing in particular: every paper matches.
  public boolean isEmpty() {
    return clauses.isEmpty();
  }

  /// This query with one clause left out.
  public Query without(Clause clause) {
    List<Clause> rest = new ArrayList<>(clauses);
    rest.remove(clause);
    return of(rest);
  }

  static Query of(List<Clause> clauses) {
    return new Query(text(clauses), clauses, List.of());
  }

  private static String text(List<Clause> clauses) {
    return clauses.stream().map(Clause::toString).collect(Collectors.joining(" "));
  }

  /// The canonical text: two queries that mean the same clauses print the same.
  @Override
  public String toString() {
    return text(clauses);
  }
}
