package org.offprint.server.result;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.offprint.catalog.result.Outcome;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Rung;
import org.offprint.catalog.result.Scale;

/// The verdicts that stand: of each method and task one, that of the newest run that measured the
/// claim. Outcomes that differ stay beside each other; nothing is averaged.
///
/// @param runs the runs that gave them
public record Verdicts(List<Result> runs) {
  /// The run of a task that counts first: a run of too few seeds, or whose formula had moved, does
  /// not take the place of one that measured the claim.
  public static final Comparator<Result> COUNTS_FIRST =
      Comparator.comparing(Verdicts::measured).thenComparing(Result::started).reversed();

  /// An outcome as a page shows it.
  ///
  /// @param words `claim agrees at small scale`; of several `1 disagrees`, the last of a scale with
  ///   the scale's words
  public record Part(Outcome outcome, String words) {}

  public Verdicts {
    runs = List.copyOf(runs);
  }

  /// Whether a run is evidence for a verdict: its formula agrees and it has the seeds that its task
  /// asks for.
  public static boolean measured(Result run) {
    return run.rung().compareTo(Rung.SMALL_SCALE) >= 0;
  }

  public static Verdicts of(Collection<Result> runs) {
    Map<String, Result> standing = new LinkedHashMap<>();
    runs.stream()
        .filter(Verdicts::measured)
        .sorted(COUNTS_FIRST)
        .forEach(run -> standing.putIfAbsent(run.method().id() + "\n" + run.task().id(), run));
    return new Verdicts(List.copyOf(standing.values()));
  }

  public boolean has(Outcome outcome) {
    return runs.stream().anyMatch(run -> run.verdict().outcome() == outcome);
  }

  /// None without a measured claim; else agreement, disagreement, doubt, those in full first.
  public List<Part> parts() {
    if (runs.size() == 1) {
      Result only = runs.getFirst();
      return List.of(new Part(only.verdict().outcome(), only.verdict().words()));
    }
    boolean mixed = runs.stream().map(run -> run.verdict().scale()).distinct().count() > 1;
    List<Part> parts = new ArrayList<>();
    for (Scale scale : List.of(Scale.FULL, Scale.SMALL)) {
      List<Part> ofScale = new ArrayList<>();
      for (Outcome outcome : Outcome.values()) {
        long count =
            runs.stream()
                .filter(run -> run.verdict().scale() == scale && run.verdict().outcome() == outcome)
                .count();
        if (count > 0) {
          ofScale.add(
              new Part(outcome, counted(count, outcome) + (mixed ? " " + scale.words() : "")));
        }
      }
      if (!ofScale.isEmpty() && !mixed && scale == Scale.SMALL) {
        Part last = ofScale.removeLast();
        ofScale.add(new Part(last.outcome(), last.words() + " " + scale.words()));
      }
      parts.addAll(ofScale);
    }
    return parts;
  }

  /// `claim agrees at small scale`; `1 agrees, 1 inconclusive at small scale`; empty without a
  /// measured claim.
  public String words() {
    return parts().stream().map(Part::words).collect(Collectors.joining(", "));
  }

  private static String counted(long count, Outcome outcome) {
    return count
        + " "
        + switch (outcome) {
          case AGREES -> count == 1 ? "agrees" : "agree";
          case DISAGREES -> count == 1 ? "disagrees" : "disagree";
          case INCONCLUSIVE -> "inconclusive";
        };
  }
}
