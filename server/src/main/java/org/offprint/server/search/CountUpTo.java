package org.offprint.server.search;

import java.io.IOException;
import java.util.Collection;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.CollectionTerminatedException;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/// Counts hits without scoring them, and no further than is asked for.
final class CountUpTo implements Collector {
  /// @param most where the counting ends
  record Manager(int most) implements CollectorManager<CountUpTo, Long> {
    @Override
    public CountUpTo newCollector() {
      return new CountUpTo(most);
    }

    @Override
    public Long reduce(Collection<CountUpTo> parts) {
      return parts.stream().mapToLong(part -> part.found).sum();
    }
  }

  private final int most;
  private int found;
  private @Nullable Weight weight;

  private CountUpTo(int most) {
    this.most = most;
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  @Override
  public void setWeight(Weight weight) {
    this.weight = weight;
  }

  @Override
  public LeafCollector getLeafCollector(LeafReaderContext leaf) throws IOException {
    int known = weight == null ? -1 : weight.count(leaf);
    found += Math.max(0, known);
    if (known >= 0 || found >= most) {
      throw new CollectionTerminatedException();
    }
    return new LeafCollector() {
      @Override
      public void setScorer(Scorable scorer) {}

      @Override
      public void collect(int document) {
        if (++found >= most) {
          throw new CollectionTerminatedException();
        }
      }
    };
  }
}
