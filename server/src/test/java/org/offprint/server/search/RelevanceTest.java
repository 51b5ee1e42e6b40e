package org.offprint.server.search;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.catalog.paper.Paper;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Measures the default order on SciFact (Wadden et al. 2020, as in BEIR): 300 scientific claims,
/// each with the abstracts that speak to it, among 5,183 abstracts.
class RelevanceTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @Test
  void theDefaultOrderReachesWhatIsPublishedForBm25() throws IOException {
    Path set =
        Path.of(
                Objects.requireNonNullElse(
                    System.getenv("OFFPRINT_SHARED_DATA"), "../../shared/data"))
            .resolve("relevance/scifact");
    assumeTrue(
        Files.isDirectory(set),
        () -> "skipped: wants SciFact in " + set + ", or OFFPRINT_SHARED_DATA to say where it is");
    try (LuceneIndex index = LuceneIndex.open(folder)) {
      index.put(corpus(set.resolve("corpus.jsonl.gz")));
      index.commit();
      Map<String, String> queries = queries(set.resolve("queries.jsonl"));
      Map<String, Map<String, Integer>> judged = judged(set.resolve("qrels-test.tsv"));

      double sum = 0;
      for (Map.Entry<String, Map<String, Integer>> each : judged.entrySet()) {
        Query query = Query.parse(Objects.requireNonNull(queries.get(each.getKey())));
        Hits hits = index.search(query, Order.relevance, 0, 10);
        sum += ndcg(hits.ids().stream().map(Object::toString).toList(), each.getValue());
      }
      double mean = sum / judged.size();

      System.out.printf("SciFact: nDCG@10 %.4f over %d queries%n", mean, judged.size());
      assertTrue(mean >= 0.66, "nDCG@10 on SciFact is %.4f; plain BM25 has 0.6789".formatted(mean));
    }
  }

  private static double ndcg(List<String> ranked, Map<String, Integer> grades) {
    double gain = 0;
    for (int i = 0; i < ranked.size(); i++) {
      gain += grades.getOrDefault(ranked.get(i), 0) / log2(i + 2);
    }
    List<Integer> best = grades.values().stream().sorted(Comparator.reverseOrder()).toList();
    double ideal = 0;
    for (int i = 0; i < Math.min(10, best.size()); i++) {
      ideal += best.get(i) / log2(i + 2);
    }
    return ideal == 0 ? 0 : gain / ideal;
  }

  private static double log2(int x) {
    return Math.log(x) / Math.log(2);
  }

  /// The set's numbers are no paper identifiers; these are the same numbers in a form that is.
  private static String id(String number) {
    return "scifact-%08d".formatted(Long.parseLong(number));
  }

  private static List<Paper> corpus(Path file) throws IOException {
    List<Paper> papers = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode document = JSON.readTree(line);
        papers.add(
            Corpus.paper(
                id(document.get("id").asString()),
                document.get("title").asString(),
                document.get("text").asString()));
      }
    }
    return papers;
  }

  private static Map<String, String> queries(Path file) throws IOException {
    Map<String, String> queries = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode query = JSON.readTree(line);
      queries.put(query.get("id").asString(), query.get("text").asString());
    }
    return queries;
  }

  private static Map<String, Map<String, Integer>> judged(Path file) throws IOException {
    Map<String, Map<String, Integer>> judged = new HashMap<>();
    for (String line : Files.readAllLines(file).subList(1, Files.readAllLines(file).size())) {
      String[] columns = line.split("\t", -1);
      judged
          .computeIfAbsent(columns[0], query -> new HashMap<>())
          .put(id(columns[1]), Integer.parseInt(columns[2]));
    }
    return judged;
  }
}
