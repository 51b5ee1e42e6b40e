package org.offprint.lab.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Run;

/// A result compared with the same seeds run again: every number that is to repeat, exactly.
///
/// @param compared how many numbers
/// @param skipped how many were left aside, since times and memory differ from run to run
public record Repetition(int compared, int skipped, List<Difference> differences) {
  public Repetition {
    differences = List.copyOf(differences);
  }

  /// @param arm "ours", "baseline" or the name of another
  /// @param there what the evidence says, null where it has no such number
  /// @param here what came out now, null where nothing did
  public record Difference(
      long seed, String arm, String metric, @Nullable Double there, @Nullable Double here) {
    public String line() {
      return "seed %d, %s, %s: %s in the evidence, %s here"
          .formatted(seed, arm, metric, number(there), number(here));
    }

    private static String number(@Nullable Double value) {
      return value == null ? "nothing" : value.toString();
    }
  }

  /// @param again the same seeds of the same task, run here
  public static Repetition of(Result result, List<Run> again) {
    List<Difference> differences = new ArrayList<>();
    int compared = 0;
    int skipped = 0;
    for (Run here : again) {
      Run there =
          result.runs().stream()
              .filter(run -> run.seed() == here.seed())
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "seed %d was run again and is not in the result".formatted(here.seed())));
      List<String> arms = new ArrayList<>(List.of("ours", "baseline"));
      arms.addAll(there.others().keySet());
      here.others().keySet().stream().filter(arm -> !arms.contains(arm)).forEach(arms::add);
      for (String arm : arms) {
        for (Metric metric : result.task().metrics()) {
          Double before = arm(there, arm).get(metric.id());
          Double now = arm(here, arm).get(metric.id());
          if (before == null && now == null) {
            continue;
          }
          if (!metric.repeatable()) {
            skipped++;
            continue;
          }
          compared++;
          if (before == null || !before.equals(now)) {
            differences.add(new Difference(here.seed(), arm, metric.id(), before, now));
          }
        }
      }
    }
    return new Repetition(compared, skipped, differences);
  }

  private static Map<String, Double> arm(Run run, String arm) {
    return switch (arm) {
      case "ours" -> run.ours();
      case "baseline" -> run.baseline();
      default -> run.others().getOrDefault(arm, new java.util.LinkedHashMap<>());
    };
  }
}
