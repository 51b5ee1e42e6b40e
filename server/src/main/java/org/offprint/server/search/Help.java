package org.offprint.server.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.search.IndexSearcher;

/// What to tell a person whose query found nothing, or nothing that has all of it.
final class Help {
  /// Counting without a clause costs a search, so only the first few are tried.
  private static final int CLAUSES_TRIED = 8;

  private Help() {}

  /// @param strict how many papers have every word
  /// @param shown how many papers the answer has
  static List<String> notes(
      Query query, Translation translation, long strict, long shown, IndexSearcher searcher)
      throws IOException {
    List<String> notes = new ArrayList<>();
    boolean wordsTyped =
        query.clauses().stream().anyMatch(c -> c instanceof Clause.Word && !c.excluded());
    if (wordsTyped && translation.words() == 0) {
      notes.add(
          "Words such as “the” are in every paper and were left out; put them in a longer phrase.");
    }
    if (strict == 0) {
      List<String> nowhere = nowhere(translation, searcher);
      if (!nowhere.isEmpty()) {
        notes.add("No paper has " + String.join(", ", nowhere) + ".");
      }
    }
    if (shown > strict) {
      notes.add(
          strict == 0
              ? "No paper has all of these words; those with most of them come first."
              : "%d %s all of these words; papers with most of them follow."
                  .formatted(strict, strict == 1 ? "paper has" : "papers have"));
    }
    return notes;
  }

  private static List<String> nowhere(Translation translation, IndexSearcher searcher)
      throws IOException {
    List<String> nowhere = new ArrayList<>();
    for (Clause.Word word : translation.wordClauses()) {
      if (searcher.count(Translation.single(word)) == 0) {
        nowhere.add("“" + word.text() + "”");
      }
    }
    return nowhere;
  }

  static List<Hits.Without> without(Query query, IndexSearcher searcher) throws IOException {
    List<Hits.Without> without = new ArrayList<>();
    if (query.clauses().size() < 2) {
      return without;
    }
    for (Clause clause : query.clauses().stream().limit(CLAUSES_TRIED).toList()) {
      Query rest = query.without(clause);
      int found = searcher.count(new Translation(rest).strict());
      if (found > 0) {
        without.add(new Hits.Without(clause.toString(), rest.toString(), found));
      }
    }
    return without;
  }
}
