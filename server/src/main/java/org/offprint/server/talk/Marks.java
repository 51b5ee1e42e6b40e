package org.offprint.server.talk;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.offprint.catalog.paper.PaperId;

/// What somebody is to a paper, shown beside their name.
public interface Marks {
  enum Mark {
    /// Wrote the paper, as was shown.
    author
  }

  /// Nobody is anything.
  Marks NONE =
      new Marks() {
        @Override
        public Map<Long, Set<Mark>> of(PaperId paper, Collection<Long> accounts) {
          return Map.of();
        }

        @Override
        public List<Long> authors(PaperId paper) {
          return List.of();
        }
      };

  /// The marks of those accounts that have any.
  Map<Long, Set<Mark>> of(PaperId paper, Collection<Long> accounts);

  /// The accounts of a paper's authors: they are told of comments on it.
  List<Long> authors(PaperId paper);
}
