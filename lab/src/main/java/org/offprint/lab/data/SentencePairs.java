package org.offprint.lab.data;

import java.util.ArrayList;
import java.util.List;
import org.offprint.catalog.result.DataSource;
import org.offprint.lab.task.Lab;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Pairs of sentences with how alike people found them, from 0 to 5: the STS benchmark, less a
/// small part.
///
/// @param first sentences
/// @param second sentences
public record SentencePairs(List<String> first, List<String> second, double[] scores) {
  public static final DataSource TRAIN =
      part("train", "704e36c521c971245e347bcbe91e4534478206a4e96ffc5241b76c3bcb604279");
  public static final DataSource DEVELOPMENT =
      part("dev", "b538bacd38921095faf3c78ad569d1c954302dae03da72e22bcd0984386bf123");
  public static final DataSource TEST =
      part("test", "f4727e7b57da106ac3481bfb350c3d67fd971b10858344d9eca24b51046e3b2b");

  private static DataSource part(String name, String sha256) {
    return new DataSource(
        "STS benchmark, " + name,
        "sts/stsb-" + name + ".jsonl",
        "https://github.com/aivilmo/textual-similarity",
        sha256,
        "scores CC BY-SA 4.0, texts as their sources state");
  }

  public static SentencePairs read(Lab lab, DataSource source) {
    return parse(source.file(), lab.text(source));
  }

  /// @param file its name, for messages
  static SentencePairs parse(String file, String text) {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    for (String line : text.lines().toList()) {
      int number = first.size() + 1;
      JsonNode one;
      try {
        one = JsonMapper.shared().readTree(line);
      } catch (JacksonException e) {
        throw new IllegalArgumentException(
            "%s, line %d is not JSON: %s".formatted(file, number, e.getOriginalMessage()), e);
      }
      double score = one.path("score").asDouble(-1);
      if (!one.path("sentence1").isString()
          || !one.path("sentence2").isString()
          || !(score >= 0 && score <= 5)) {
        throw new IllegalArgumentException(
            "%s, line %d: expected \"sentence1\", \"sentence2\" and a \"score\" from 0 to 5"
                .formatted(file, number));
      }
      first.add(one.path("sentence1").asString());
      second.add(one.path("sentence2").asString());
      scores.add(score);
    }
    return new SentencePairs(
        List.copyOf(first),
        List.copyOf(second),
        scores.stream().mapToDouble(Double::doubleValue).toArray());
  }

  public int size() {
    return scores.length;
  }
}
