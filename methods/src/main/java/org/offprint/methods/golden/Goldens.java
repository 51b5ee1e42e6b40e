package org.offprint.methods.golden;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.offprint.methods.golden.compress.CompressionGoldens;
import org.offprint.methods.golden.ctr.TabularGoldens;
import org.offprint.methods.golden.decode.DecodingGoldens;
import org.offprint.methods.golden.distill.DistillationGoldens;
import org.offprint.methods.golden.estimate.EstimatorGoldens;
import org.offprint.methods.golden.forecast.ForecastGoldens;
import org.offprint.methods.golden.language.LanguageGoldens;
import org.offprint.methods.golden.link.LinkGoldens;
import org.offprint.methods.golden.loss.LossGoldens;
import org.offprint.methods.golden.objective.ObjectiveGoldens;
import org.offprint.methods.golden.scaling.ScalingGoldens;
import org.offprint.methods.golden.survival.SurvivalGoldens;
import org.offprint.methods.golden.vision.VisionGoldens;
import org.offprint.methods.tensor.Scope;
import tools.jackson.databind.JsonNode;

/// Every paper that has golden values, and the check of a whole file.
public final class Goldens {
  public static final List<Golden> ALL =
      Stream.of(
              LossGoldens.ALL,
              DistillationGoldens.ALL,
              DecodingGoldens.ALL,
              ObjectiveGoldens.ALL,
              EstimatorGoldens.ALL,
              ScalingGoldens.ALL,
              ForecastGoldens.ALL,
              TabularGoldens.ALL,
              VisionGoldens.ALL,
              LanguageGoldens.ALL,
              CompressionGoldens.ALL,
              SurvivalGoldens.ALL,
              LinkGoldens.ALL)
          .flatMap(List::stream)
          .sorted(Comparator.comparingInt(golden -> golden.entry().number()))
          .toList();

  private static final Pattern LEADING_NUMBER = Pattern.compile("(\\d{1,2})(-.*)?");

  private Goldens() {}

  /// What became of a golden file.
  ///
  /// @param cases how many comparisons were made, each of a number or of an array
  /// @param values how many numbers and truth values were compared
  /// @param tolerance of the comparison with the largest error
  /// @param leftAside the places that were not compared, with the reason
  /// @param complaints one line a deviation, each naming its place
  public record Report(
      String method,
      String reference,
      int cases,
      int passed,
      int values,
      double tolerance,
      double largestError,
      Map<String, String> leftAside,
      List<String> complaints) {
    public boolean agrees() {
      return complaints.isEmpty();
    }
  }

  public static Optional<Golden> ofMethod(String method) {
    return ALL.stream().filter(golden -> golden.entry().method().equals(method)).findFirst();
  }

  /// The checker of the paper that a golden file names, by arXiv identifier or by number; empty
  /// where there is none.
  public static Optional<Golden> of(JsonNode file) {
    String arxiv = file.path("arxiv").asString("");
    Matcher number = LEADING_NUMBER.matcher(file.path("paper").asString(""));
    int leading = number.matches() ? Integer.parseInt(number.group(1)) : 0;
    return ALL.stream()
        .filter(
            golden -> golden.entry().arxiv().equals(arxiv) || golden.entry().number() == leading)
        .findFirst();
  }

  /// @throws IllegalArgumentException if the file has something that the checker does not
  ///   understand, or compares nothing
  public static Report verify(Golden golden, JsonNode file) {
    var ledger = new Ledger();
    for (String key : file.propertyNames()) {
      if (key.equals("crosscheck")
          || key.equals("reference_check")
          || key.startsWith("max_abs_diff_against")) {
        ledger.leaveAside("/" + key, "how far the reference itself was from the authors' code");
      }
    }
    for (String key : List.of("paper", "arxiv", "name", "precision", "relativeTolerance")) {
      ledger.read("/" + key);
    }
    try (var scope = new Scope()) {
      golden.check(new Node(file, "", ledger));
    }
    ledger.complainOfUntouched(file, "");
    Report report =
        ledger.report(
            golden.entry().method(),
            file.path("reference").asString(file.path("precision").asString("float64 reference")));
    if (report.cases() == 0) {
      throw new IllegalArgumentException("the golden file has no value to compare");
    }
    return report;
  }
}
