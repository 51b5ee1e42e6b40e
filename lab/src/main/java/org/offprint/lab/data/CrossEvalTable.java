package org.offprint.lab.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.methods.estimate.WeakestLink.Model;
import org.offprint.methods.estimate.WeakestLink.Pair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Table 3 of arXiv:2409.19951 as printed: what 17 models scored in seven abilities and in seven
/// pairs of them. It travels with the golden values of the paper's method.
public final class CrossEvalTable {
  private static final String FILE = "/golden/weakest-link-statistics.json";

  private CrossEvalTable() {}

  /// All models, in the order of the table; a score that the table leaves open is absent.
  public static List<Model> read() {
    JsonNode file;
    try (InputStream in = CrossEvalTable.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(
            FILE + " is not on the class path: package the lab with its golden files");
      }
      file = JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FILE, e);
    }
    List<String> abilities = texts(file.path("individual"));
    List<Pair> pairs =
        texts(file.path("cross_pairs")).stream()
            .map(text -> text.split(" & ", 2))
            .map(two -> new Pair(two[0], two[1]))
            .toList();
    var models = new ArrayList<Model>();
    file.path("table_3")
        .propertyStream()
        .forEach(row ->
            models.add(
                new Model(
                    row.getKey(),
                    scores(abilities, row.getValue().path("individual")),
                    scores(pairs, row.getValue().path("cross")))));
    return List.copyOf(models);
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  private static <K> Map<K, Double> scores(List<K> keys, JsonNode row) {
    if (row.size() != keys.size()) {
      throw new IllegalStateException(
          "%s has a row of %d scores: expected %d, null where one is missing"
              .formatted(FILE, row.size(), keys.size()));
    }
    var scores = new LinkedHashMap<K, Double>();
    for (int i = 0; i < keys.size(); i++) {
      if (row.get(i).isNumber()) {
        scores.put(keys.get(i), row.get(i).doubleValue());
      }
    }
    return scores;
  }
}
