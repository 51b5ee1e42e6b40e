package org.offprint.methods.golden;

import tools.jackson.databind.JsonNode;

/// Recomputes the golden cases of one method.
public interface Golden {
  /// `cut-cross-entropy`.
  String method();

  /// The arXiv identifier that a golden file of this method carries.
  String paper();

  /// Recomputes one case in every precision and on every path that the method has.
  ///
  /// @param tolerance the largest relative error in float32
  Comparison check(JsonNode goldenCase, double tolerance);
}
