package org.offprint.server.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.spell.DirectSpellChecker;
import org.apache.lucene.search.spell.SuggestMode;
import org.apache.lucene.search.spell.SuggestWord;

/// Likelier spellings of the words of a query, from the words of titles and abstracts.
final class Spelling {
  /// A word in this many times more papers is likelier than the one typed.
  private static final int LIKELIER = 20;

  /// Among spellings about as like, the one in most papers.
  private static final float AS_LIKE = 0.1f;

  private final DirectSpellChecker checker = new DirectSpellChecker();

  Spelling() {
    checker.setMinPrefix(1);
    checker.setMinQueryLength(4);
    checker.setMaxEdits(2);
    checker.setAccuracy(0.6f);
    checker.setMaxQueryFrequency(0); // we decide how frequent is frequent
  }

  /// The query with the words that nobody writes so replaced; empty when there is nothing to
  /// replace.
  Optional<Query> better(Query query, IndexReader reader) throws IOException {
    List<Clause> clauses = new ArrayList<>();
    boolean changed = false;
    for (Clause clause : query.clauses()) {
      Optional<String> word =
          clause instanceof Clause.Word(String text, boolean excluded) && !excluded
              ? likelier(text, reader)
              : Optional.empty();
      changed |= word.isPresent();
      clauses.add(word.<Clause>map(text -> new Clause.Word(text, false)).orElse(clause));
    }
    return changed ? Optional.of(Query.of(clauses)) : Optional.empty();
  }

  /// Each part of a compound on its own, so that `cros-entorpy` becomes `cross-entropy`.
  private Optional<String> likelier(String text, IndexReader reader) throws IOException {
    StringBuilder better = new StringBuilder();
    boolean changed = false;
    int at = 0;
    for (Token token : Tokens.of(text)) {
      if (token.compound() || token.common() || token.start() < at) {
        continue;
      }
      Optional<String> word = likelierWord(token.word(), reader);
      better.append(text, at, token.start());
      better.append(word.orElse(text.substring(token.start(), token.end())));
      changed |= word.isPresent();
      at = token.end();
    }
    return changed ? Optional.of(better.append(text.substring(at)).toString()) : Optional.empty();
  }

  private Optional<String> likelierWord(String word, IndexReader reader) throws IOException {
    if (word.length() < 4 || word.chars().anyMatch(Character::isDigit)) {
      return Optional.empty();
    }
    Term term = new Term(Documents.WORDS, word);
    int papers = reader.docFreq(term);
    if (reader.docFreq(new Term(Documents.NAMES, word)) > 0) {
      return Optional.empty();
    }
    SuggestWord[] words = checker.suggestSimilar(term, 10, reader, SuggestMode.SUGGEST_ALWAYS);
    return Arrays.stream(words)
        .filter(suggested -> suggested.score > words[0].score - AS_LIKE)
        .filter(suggested -> suggested.freq >= Math.max(1, (long) papers * LIKELIER))
        .filter(suggested -> !Stems.of(suggested.string).equals(Stems.of(word)))
        .max(Comparator.comparingInt(suggested -> suggested.freq))
        .map(suggested -> suggested.string);
  }
}
