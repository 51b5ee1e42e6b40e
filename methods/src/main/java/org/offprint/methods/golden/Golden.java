package org.offprint.methods.golden;

/// Recomputes the golden values of one paper. All it knows of a case is what the file says, so a
/// file of the same form with other numbers and shapes is checked as well.
public interface Golden {
  Entry entry();

  /// Reads inputs and expects outputs, through {@link Node}, of a whole file.
  ///
  /// @throws IllegalArgumentException if the file holds something that is not understood
  void check(Node file);
}
