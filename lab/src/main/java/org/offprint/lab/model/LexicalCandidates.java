package org.offprint.lab.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.offprint.methods.numeric.Order;

/// The candidates of each query that BM25 ranks first, with eight numbers that say how query and
/// document share words.
///
/// @param documents for each query the places of its candidates, the best first
/// @param scores BM25's
/// @param features (queries, candidates, {@link #WIDTH})
public record LexicalCandidates(int[][] documents, double[][] scores, double[][][] features) {
  public static final int WIDTH = 8;

  private static final double K1 = 0.9;
  private static final double B = 0.4;

  /// @param most candidates of a query
  public static LexicalCandidates of(
      List<List<String>> documents, List<List<String>> queries, int most) {
    Map<String, Map<Integer, Integer>> postings = new HashMap<>();
    double length = 0;
    for (int d = 0; d < documents.size(); d++) {
      for (String word : documents.get(d)) {
        postings.computeIfAbsent(word, key -> new TreeMap<>()).merge(d, 1, Integer::sum);
      }
      length += documents.get(d).size();
    }
    var index = new Index(documents, postings, length / documents.size());
    int[][] best = new int[queries.size()][];
    double[][] scores = new double[queries.size()][];
    double[][][] features = new double[queries.size()][][];
    for (int q = 0; q < best.length; q++) {
      List<String> query = queries.get(q);
      double[] all = index.scores(query);
      best[q] = Arrays.copyOf(Order.descending(all), most);
      scores[q] = Arrays.stream(best[q]).mapToDouble(d -> all[d]).toArray();
      features[q] =
          Arrays.stream(best[q]).mapToObj(d -> index.features(query, d)).toArray(double[][]::new);
    }
    return new LexicalCandidates(best, scores, features);
  }

  private record Index(
      List<List<String>> documents, Map<String, Map<Integer, Integer>> postings, double mean) {
    double idf(String word) {
      double in = postings.getOrDefault(word, Map.of()).size();
      return Math.log(1 + (documents.size() - in + 0.5) / (in + 0.5));
    }

    double[] scores(List<String> query) {
      double[] scores = new double[documents.size()];
      for (String word : query) {
        double idf = idf(word);
        postings
            .getOrDefault(word, Map.of())
            .forEach((d, count) -> {
              double size = K1 * (1 - B + B * documents.get(d).size() / mean);
              scores[d] += idf * count / (count + size);
            });
      }
      return scores;
    }

    /// Lengths; shares of the query's words and of their rarity that are found; how often; the
    /// rarest found; shared pairs of neighbours; where the first one stands.
    double[] features(List<String> query, int document) {
      List<String> text = documents.get(document);
      Set<String> asked = new HashSet<>(query);
      double found = 0;
      double weight = 0;
      double allWeight = 0;
      double often = 0;
      double rarest = 0;
      for (String word : asked) {
        int count = postings.getOrDefault(word, Map.of()).getOrDefault(document, 0);
        double idf = idf(word);
        allWeight += idf;
        if (count > 0) {
          found++;
          weight += idf;
          often += Math.log1p(count);
          rarest = Math.max(rarest, idf);
        }
      }
      Set<List<String>> pairs = new HashSet<>(pairs(query));
      double shared = pairs(text).stream().filter(pairs::contains).distinct().count();
      int first = 0;
      while (first < text.size() && !asked.contains(text.get(first))) {
        first++;
      }
      return new double[] {
        Math.log1p(query.size()),
        Math.log1p(text.size()),
        found / asked.size(),
        weight / allWeight,
        often / asked.size(),
        rarest / 10,
        Math.log1p(shared),
        (double) first / text.size()
      };
    }

    private static List<List<String>> pairs(List<String> words) {
      List<List<String>> pairs = new ArrayList<>();
      for (int i = 1; i < words.size(); i++) {
        pairs.add(words.subList(i - 1, i + 1));
      }
      return pairs;
    }
  }
}
