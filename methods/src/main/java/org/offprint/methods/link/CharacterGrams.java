package org.offprint.methods.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.offprint.methods.Shapes;

/// The n-grams of characters inside the words of a text: lower-case, each word with one blank on
/// both sides, no n-gram across words. A word that is shorter than n with its blanks is one n-gram
/// as it stands.
///
/// @param n 3 in xMEN
public record CharacterGrams(int n) {
  public CharacterGrams {
    Shapes.require("n", n, n >= 1, "1 or more");
  }

  /// In order, with repetitions; characters are code points.
  public List<String> of(String text) {
    List<String> grams = new ArrayList<>();
    for (String word : text.toLowerCase(Locale.ROOT).split("(?U)\\s+")) {
      if (word.isEmpty()) {
        continue;
      }
      int[] padded = (" " + word + " ").codePoints().toArray();
      int last = Math.max(0, padded.length - n);
      for (int from = 0; from <= last; from++) {
        grams.add(new String(padded, from, Math.min(n, padded.length - from)));
      }
    }
    return grams;
  }
}
