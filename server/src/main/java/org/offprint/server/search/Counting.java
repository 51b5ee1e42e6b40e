package org.offprint.server.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/// Counts the papers of each value of a field.
final class Counting {
  private Counting() {}

  /// Largest first, then by name. A value is a key, or a key and a name with a tab between.
  static List<Count> of(String field, IndexSearcher searcher) throws IOException {
    List<Count> counts = new ArrayList<>();
    Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), field);
    if (terms == null) {
      return counts;
    }
    TermsEnum each = terms.iterator();
    for (BytesRef term = each.next(); term != null; term = each.next()) {
      String value = term.utf8ToString();
      int papers = searcher.count(new TermQuery(new Term(field, value)));
      int tab = value.indexOf('\t');
      String key = tab < 0 ? value : value.substring(0, tab);
      if (papers > 0) { // a value of replaced papers stays until their segment is merged
        counts.add(new Count(key, value.substring(tab + 1), papers));
      }
    }
    counts.sort(Comparator.comparingLong(Count::papers).reversed().thenComparing(Count::name));
    return List.copyOf(counts);
  }
}
