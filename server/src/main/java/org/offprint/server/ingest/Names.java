package org.offprint.server.ingest;

/// Names of people as lists print them.
final class Names {
  private Names() {}

  /// `Knuth, Donald E.` and `Guy, Jr., Steele` in the order in which they are spoken.
  static String inOrder(String name) {
    String[] parts = name.split(",", 3);
    return switch (parts.length) {
      case 1 -> name;
      case 2 -> parts[1].strip() + " " + parts[0].strip();
      default -> parts[2].strip() + " " + parts[0].strip() + " " + parts[1].strip();
    };
  }
}
