package org.offprint.methods.golden.decode;

import java.util.List;
import org.offprint.methods.golden.Node;

/// Lists of steps in golden files.
final class Traces {
  private Traces() {}

  /// @throws IllegalArgumentException unless the list has as many entries as were computed
  static List<Node> rows(Node list, int computed) {
    List<Node> rows = list.list();
    if (rows.size() != computed) {
      throw new IllegalArgumentException(
          "%s has %d entries, %d were computed".formatted(list, rows.size(), computed));
    }
    return rows;
  }
}
