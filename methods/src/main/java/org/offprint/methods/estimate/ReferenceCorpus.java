package org.offprint.methods.estimate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.offprint.methods.Shapes;

/// How often words and phrases occur in general, lower-cased: what a document is compared with.
/// Never count the documents that will be judged.
///
/// @param counts of each phrase, its words joined by a space
/// @param frequency in how many documents each phrase occurs
/// @param tokens of all documents
/// @param documents how many there are
public record ReferenceCorpus(
    Map<String, Integer> counts, Map<String, Integer> frequency, long tokens, int documents) {
  public ReferenceCorpus {
    counts = Map.copyOf(counts);
    frequency = Map.copyOf(frequency);
  }

  /// @param longest the most words a phrase has
  public static ReferenceCorpus of(List<List<String>> documents, int longest) {
    Shapes.require("longest", longest, longest >= 1, "at least 1 word");
    var counts = new HashMap<String, Integer>();
    var frequency = new HashMap<String, Integer>();
    long tokens = 0;
    for (List<String> document : documents) {
      Set<String> seen = new HashSet<>();
      List<String> lower = lower(document);
      tokens += lower.size();
      for (int from = 0; from < lower.size(); from++) {
        for (int to = from + 1; to <= Math.min(from + longest, lower.size()); to++) {
          String phrase = String.join(" ", lower.subList(from, to));
          counts.merge(phrase, 1, Integer::sum);
          if (seen.add(phrase)) {
            frequency.merge(phrase, 1, Integer::sum);
          }
        }
      }
    }
    return new ReferenceCorpus(counts, frequency, tokens, documents.size());
  }

  public int count(String phrase) {
    return counts.getOrDefault(phrase, 0);
  }

  public int documentsWith(String phrase) {
    return frequency.getOrDefault(phrase, 0);
  }

  static List<String> lower(List<String> tokens) {
    return tokens.stream().map(token -> token.toLowerCase(Locale.ROOT)).toList();
  }
}
