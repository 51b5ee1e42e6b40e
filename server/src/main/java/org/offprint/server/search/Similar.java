package org.offprint.server.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;

/// Papers like a paper: a search for the words that set it apart, weighted by how much they do
/// (term frequency times inverse document frequency).
final class Similar {
  private static final int TERMS = 25;

  private record Weighted(String stem, double weight) {}

  private Similar() {}

  static List<PaperId> to(Paper paper, int n, IndexSearcher searcher) throws IOException {
    BooleanQuery.Builder like = like(apart(Documents.body(paper), searcher.getIndexReader()));
    like.add(new TermQuery(new Term(Documents.ID, paper.id().value())), Occur.MUST_NOT);
    return found(like.build(), n, searcher);
  }

  /// Those of `among` that have at least a fifth of the words that set texts apart.
  static List<PaperId> near(
      Collection<String> texts, Collection<PaperId> among, int n, IndexSearcher searcher)
      throws IOException {
    List<Token> tokens = texts.stream().flatMap(text -> Tokens.of(text).stream()).toList();
    List<Weighted> words = apart(tokens, searcher.getIndexReader());
    if (words.isEmpty()) {
      return List.of();
    }
    BooleanQuery.Builder like = like(words);
    like.setMinimumNumberShouldMatch(Math.max(1, words.size() / 5));
    like.add(
        new TermInSetQuery(
            Documents.ID, among.stream().map(id -> new BytesRef(id.value())).toList()),
        Occur.FILTER);
    return found(like.build(), n, searcher);
  }

  private static BooleanQuery.Builder like(List<Weighted> words) {
    BooleanQuery.Builder like = new BooleanQuery.Builder();
    for (Weighted term : words) {
      TermQuery word = new TermQuery(new Term(Documents.BODY, term.stem()));
      like.add(new BoostQuery(word, (float) term.weight()), Occur.SHOULD);
    }
    return like;
  }

  private static List<PaperId> found(BooleanQuery query, int n, IndexSearcher searcher)
      throws IOException {
    List<PaperId> similar = new ArrayList<>();
    var stored = searcher.storedFields();
    for (ScoreDoc doc : searcher.search(query, n).scoreDocs) {
      similar.add(new PaperId(stored.document(doc.doc, Set.of(Documents.ID)).get(Documents.ID)));
    }
    return similar;
  }

  /// The words with the most weight; one that no second paper has cannot lead anywhere.
  private static List<Weighted> apart(List<Token> text, IndexReader reader) throws IOException {
    Map<String, Integer> times = new HashMap<>();
    for (Token token : text) {
      if (!token.common() && token.stem().length() > 1) {
        times.merge(token.stem(), 1, Integer::sum);
      }
    }
    List<Weighted> terms = new ArrayList<>();
    int papers = Math.max(1, reader.numDocs());
    for (Map.Entry<String, Integer> word : times.entrySet()) {
      int withIt = reader.docFreq(new Term(Documents.BODY, word.getKey()));
      if (withIt >= 2) {
        double rarity = Math.log(1 + (double) papers / withIt);
        terms.add(new Weighted(word.getKey(), Math.sqrt(word.getValue()) * rarity));
      }
    }
    terms.sort(
        Comparator.comparingDouble(Weighted::weight).reversed().thenComparing(Weighted::stem));
    return terms.subList(0, Math.min(TERMS, terms.size()));
  }
}
