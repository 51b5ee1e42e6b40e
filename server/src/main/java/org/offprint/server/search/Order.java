package org.offprint.server.search;

/// How hits are ordered.
public enum Order {
  /// Best match first; equal matches newest first.
  relevance,
  /// Newest first; papers without a date last.
  newest
}
