package org.offprint.server.search;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tartarus.snowball.ext.PorterStemmer;

/// Stems of English words. Words with digits or signs, such as `gpt4` and `c++`, stay as they are.
final class Stems {
  private static final int REMEMBERED = 100_000;
  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();
  private static final ThreadLocal<PorterStemmer> STEMMER =
      ThreadLocal.withInitial(PorterStemmer::new);

  /// Words so common that the index leaves them out, unless they are part of a compound: in
  /// `on-policy` the first half matters.
  private static final Set<String> COMMON =
      Set.of(
          "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is",
          "it", "no", "not", "of", "on", "or", "such", "that", "the", "their", "then", "there",
          "these", "they", "this", "to", "was", "will", "with");

  private Stems() {}

  static boolean isCommon(String word) {
    return COMMON.contains(word);
  }

  static String of(String word) {
    if (word.length() < 3) {
      return word;
    }
    String known = KNOWN.get(word);
    if (known != null) {
      return known;
    }
    String stem = isEnglish(word) ? stem(word) : word;
    if (KNOWN.size() < REMEMBERED) {
      KNOWN.put(word, stem);
    }
    return stem;
  }

  private static boolean isEnglish(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) < 'a' || word.charAt(i) > 'z') {
        return false;
      }
    }
    return true;
  }

  private static String stem(String word) {
    PorterStemmer stemmer = STEMMER.get();
    stemmer.setCurrent(word);
    stemmer.stem();
    return stemmer.getCurrent();
  }
}
