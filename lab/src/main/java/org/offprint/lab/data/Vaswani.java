package org.offprint.lab.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.offprint.catalog.result.DataSource;
import org.offprint.lab.task.Lab;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The NPL test collection: 11,429 abstracts of physics, 93 questions, and which abstracts answer
/// them. Words are separated by spaces, without punctuation.
///
/// @param documents the words of each, by place
/// @param queries the words of each, by place
/// @param relevant for each query the places of the documents that answer it
public record Vaswani(
    List<List<String>> documents, List<List<String>> queries, List<Set<Integer>> relevant) {
  private static final String HOME =
      "https://github.com/terrier-org/terrier-core/tree/5.x/share/vaswani_npl";
  private static final String LICENCE = "none stated; passed on freely since the 1980s";
  public static final DataSource DOCUMENTS =
      new DataSource(
          "Vaswani (NPL), documents",
          "relevance/vaswani/corpus.jsonl",
          HOME,
          "d9684d602ad21f764c738616c480ebfb54eec35620c5a3badddcdee9d53eb835",
          LICENCE);
  public static final DataSource QUERIES =
      new DataSource(
          "Vaswani (NPL), queries",
          "relevance/vaswani/queries.jsonl",
          HOME,
          "1eabb5ad0e5a6eec95bfa1d345e3897419629f1a43cb89f88b2d208455cdcdea",
          LICENCE);
  public static final DataSource JUDGEMENTS =
      new DataSource(
          "Vaswani (NPL), judgements",
          "relevance/vaswani/qrels-test.tsv",
          HOME,
          "e4ce1335ba4914ea0d574e6a08264e1c2d3677d93acf2ea699cfef31d19cca88",
          LICENCE);

  public static Vaswani read(Lab lab) {
    return parse(lab.text(DOCUMENTS), lab.text(QUERIES), lab.text(JUDGEMENTS));
  }

  static Vaswani parse(String documents, String queries, String judgements) {
    Map<String, Integer> places = new HashMap<>();
    List<List<String>> texts = texts(DOCUMENTS.file(), documents, places);
    Map<String, Integer> questions = new HashMap<>();
    List<List<String>> asked = texts(QUERIES.file(), queries, questions);
    List<Set<Integer>> relevant = new ArrayList<>();
    asked.forEach(query -> relevant.add(new HashSet<>()));
    List<String> lines = judgements.lines().skip(1).toList(); // the first names the columns
    for (int i = 0; i < lines.size(); i++) {
      String[] row = lines.get(i).split("\t", -1);
      Integer query = questions.get(row[0]);
      Integer document = row.length == 3 ? places.get(row[1]) : null;
      if (query == null || document == null) {
        throw new IllegalArgumentException(
            "%s, line %d is '%s': expected a known query, a known document and a grade"
                .formatted(JUDGEMENTS.file(), i + 2, lines.get(i)));
      }
      relevant.get(query).add(document);
    }
    return new Vaswani(texts, asked, relevant);
  }

  private static List<List<String>> texts(String file, String lines, Map<String, Integer> places) {
    List<List<String>> texts = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      JsonNode one;
      try {
        one = JsonMapper.shared().readTree(line);
      } catch (JacksonException e) {
        throw new IllegalArgumentException(
            "%s, line %d is not JSON: %s".formatted(file, texts.size() + 1, e.getOriginalMessage()),
            e);
      }
      if (!one.path("id").isString() || !one.path("text").isString()) {
        throw new IllegalArgumentException(
            "%s, line %d: expected an object with \"id\" and \"text\""
                .formatted(file, texts.size() + 1));
      }
      places.put(one.path("id").asString(), texts.size());
      texts.add(
          List.of(one.path("text").asString().toLowerCase(Locale.ROOT).strip().split("\\s+")));
    }
    return texts;
  }
}
