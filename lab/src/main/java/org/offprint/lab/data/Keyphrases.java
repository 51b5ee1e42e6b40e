package org.offprint.lab.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.catalog.result.DataSource;
import org.offprint.lab.task.Lab;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Documents whose keywords people chose, a JSON object a line: `text` and `keyphrases`.
public final class Keyphrases {
  /// 2,000 abstracts; the wanted keywords are controlled and uncontrolled ones together.
  public static final DataSource INSPEC =
      new DataSource(
          "Inspec keywords",
          "keyphrase/inspec.jsonl",
          "https://github.com/LIAAD/KeywordExtractor-Datasets",
          "777a4e6c94fd9597b7e82af6dad08de3b18e6585b8d0ae0e782de5cc78b61198",
          "none stated");

  /// 493 paragraphs of articles from ScienceDirect.
  public static final DataSource SEMEVAL_2017 =
      new DataSource(
          "SemEval-2017 keywords",
          "keyphrase/semeval2017.jsonl",
          "https://github.com/LIAAD/KeywordExtractor-Datasets",
          "62e5eff5ab55f641c834b0e868e996cdbb961a5a2dcd077fd7b3d505697c23fc",
          "none stated");

  private static final Pattern TOKEN =
      Pattern.compile("[\\p{L}\\p{N}]+(?:[-'.][\\p{L}\\p{N}]+)*|[^\\s\\p{L}\\p{N}]");

  private Keyphrases() {}

  /// @param tokens as written, punctuation apart
  /// @param keywords in lower case, their tokens joined by spaces
  public record Document(List<String> tokens, Set<String> keywords) {}

  public static List<Document> read(Lab lab, DataSource source) {
    return parse(source.file(), lab.text(source));
  }

  /// @param file its name, for messages
  static List<Document> parse(String file, String text) {
    List<Document> documents = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      JsonNode one;
      try {
        one = JsonMapper.shared().readTree(line);
      } catch (JacksonException e) {
        throw new IllegalArgumentException(
            "%s, line %d is not JSON: %s".formatted(file, number, e.getOriginalMessage()), e);
      }
      if (!one.path("text").isString() || !one.path("keyphrases").isArray()) {
        throw new IllegalArgumentException(
            "%s, line %d: expected an object with \"text\" and a list \"keyphrases\""
                .formatted(file, number));
      }
      Set<String> keywords = new HashSet<>();
      for (JsonNode keyword : one.path("keyphrases")) {
        keywords.add(String.join(" ", tokens(keyword.asString())).toLowerCase(Locale.ROOT));
      }
      documents.add(new Document(tokens(one.path("text").asString()), Set.copyOf(keywords)));
    }
    return documents;
  }

  /// Words with their inner hyphens, dots and apostrophes, and every other mark for itself.
  static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    for (Matcher matcher = TOKEN.matcher(text); matcher.find(); ) {
      tokens.add(matcher.group());
    }
    return tokens;
  }
}
