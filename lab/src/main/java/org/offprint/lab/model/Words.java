package org.offprint.lab.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A text as numbers: a word, a line's end or a mark of punctuation each. The most frequent get 1,
/// 2, …; the rest share 0.
///
/// @param ids one number a word, in the order of the text
public record Words(int[] ids, int vocabulary) {
  private static final Pattern WORD = Pattern.compile("[A-Za-z']+|\\n|[^\\sA-Za-z']");

  public static Words of(String text, int vocabulary) {
    List<String> words = new ArrayList<>();
    for (Matcher matcher = WORD.matcher(text); matcher.find(); ) {
      words.add(matcher.group());
    }
    Map<String, Long> counts =
        words.stream().collect(Collectors.groupingBy(word -> word, Collectors.counting()));
    List<String> frequent =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(vocabulary - 1L)
            .map(Map.Entry::getKey)
            .toList();
    Map<String, Integer> number = new HashMap<>();
    for (String word : frequent) {
      number.put(word, number.size() + 1);
    }
    return new Words(
        words.stream().mapToInt(word -> number.getOrDefault(word, 0)).toArray(), vocabulary);
  }
}
