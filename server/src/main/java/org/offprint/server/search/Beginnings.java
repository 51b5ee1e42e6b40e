package org.offprint.server.search;

import java.util.BitSet;

/// How the words that somebody looks for begin. Neither folding nor stemming changes the first two
/// letters of a word, if these are ASCII letters and the stem has as many.
final class Beginnings {
  private static final int LETTERS = 128;

  private final BitSet pairs = new BitSet();

  /// Adds a stem or a word.
  void add(String stem) {
    if (stem.isEmpty()) {
      return;
    }
    char first = stem.charAt(0);
    if (first < LETTERS && stem.length() > 1 && stem.charAt(1) < LETTERS) {
      pairs.set(first * LETTERS + stem.charAt(1));
    } else {
      int from = Math.min(first, LETTERS) * LETTERS;
      pairs.set(from, from + LETTERS);
    }
  }

  boolean isEmpty() {
    return pairs.isEmpty();
  }

  /// False if no word that begins so in a text is looked for; true if one may be.
  boolean may(char first, char second) {
    return first >= LETTERS
        || second >= LETTERS
        || pairs.get(Character.toLowerCase(first) * LETTERS + Character.toLowerCase(second));
  }

  boolean may(String word) {
    return word.length() < 2 || may(word.charAt(0), word.charAt(1));
  }
}
