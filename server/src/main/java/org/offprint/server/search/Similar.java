package org.offprint.server.search;

import java.io.IOException;
import java.util.ArrayList;
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
import org.apache.lucene.search.TermQuery;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;

/// Papers like a paper: a search for the words that set it apart, weighted by how much they do
/// (term frequency times inverse document frequency).
final class Similar {
  private static final int TERMS = 25;

  private record Weighted(String stem, double weight) {}

  private Similar() {}

  static List<PaperId> to(Paper paper, int n, IndexSearcher searcher) throws IOException {
    BooleanQuery.Builder like = new BooleanQuery.Builder();
    for (Weighted term : apart(paper, searcher.getIndexReader())) {
      TermQuery word = new TermQuery(new Term(Documents.BODY, term.stem()));
      like.add(new BoostQuery(word, (float) term.weight()), Occur.SHOULD);
    }
    like.add(new TermQuery(new Term(Documents.ID, paper.id().value())), Occur.MUST_NOT);
    List<PaperId> similar = new ArrayList<>();
    var stored = searcher.storedFields();
    for (ScoreDoc doc : searcher.search(like.build(), n).scoreDocs) {
      similar.add(new PaperId(stored.document(doc.doc, Set.of(Documents.ID)).get(Documents.ID)));
    }
    return similar;
  }

  /// The words with the most weight; one that no second paper has cannot lead anywhere.
  private static List<Weighted> apart(Paper paper, IndexReader reader) throws IOException {
    Map<String, Integer> times = new HashMap<>();
    for (Token token : Documents.body(paper)) {
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
