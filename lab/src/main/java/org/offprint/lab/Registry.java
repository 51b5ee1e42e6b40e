package org.offprint.lab;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.Method;
import org.offprint.lab.task.Experiment;
import org.offprint.lab.task.LargeVocabularyHead;

/// Every method that is implemented, and every task that runs one. A new method adds a line to
/// each.
final class Registry {
  private static final String METHODS = "methods/src/main/java/org/offprint/methods/";

  static final List<Method> ALL =
      List.of(
          new Method(
              "cut-cross-entropy",
              "Cut cross-entropy",
              new PaperId("2411.09009"),
              2,
              "loss",
              METHODS + "loss/CutCrossEntropy.java"));

  static final List<Experiment> EXPERIMENTS =
      List.of(new LargeVocabularyHead(LargeVocabularyHead.Size.REAL));

  private Registry() {}

  static Optional<Method> method(String id) {
    return ALL.stream().filter(method -> method.id().equals(id)).findFirst();
  }

  static List<Experiment> experimentsOf(String method) {
    return EXPERIMENTS.stream().filter(experiment -> experiment.method().equals(method)).toList();
  }

  /// The known names, nearest first, for the message that refuses an unknown one.
  static List<String> nearest(String name, List<String> known) {
    return known.stream()
        .sorted(Comparator.comparingInt(other -> distance(name, other)))
        .limit(3)
        .toList();
  }

  /// How many letters must be added, dropped or changed (Levenshtein).
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[other.length()];
  }
}
