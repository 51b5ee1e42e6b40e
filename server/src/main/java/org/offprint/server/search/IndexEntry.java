package org.offprint.server.search;

import java.util.Set;
import org.offprint.catalog.paper.Paper;

/// A paper and what the rest of the store says about it.
///
/// @param editions what `in:` finds: keys of editions, and the days of daily lists (`2026-03-05`)
/// @param methods what `method:` finds: keys and names of methods
public record IndexEntry(Paper paper, Set<String> editions, Set<String> methods) {
  public IndexEntry {
    editions = Set.copyOf(editions);
    methods = Set.copyOf(methods);
  }

  public static IndexEntry of(Paper paper) {
    return new IndexEntry(paper, Set.of(), Set.of());
  }
}
