package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Series;

/// What one seed gave, written down as it is measured.
public final class Trial {
  private final SequencedMap<String, Double> ours = new LinkedHashMap<>();
  private final SequencedMap<String, Double> baseline = new LinkedHashMap<>();
  private final SequencedMap<String, SequencedMap<String, Double>> others = new LinkedHashMap<>();
  private final List<Series> series = new ArrayList<>();
  private final StringJoiner notes = new StringJoiner("; ");

  /// What the method measured.
  public Trial ours(String metric, double value) {
    ours.put(metric, value);
    return this;
  }

  /// What the method measured, and the baseline.
  public Trial both(String metric, double mine, double theirs) {
    ours.put(metric, mine);
    baseline.put(metric, theirs);
    return this;
  }

  /// The same, and how far the method is above the baseline: ours less theirs.
  public Trial paired(String metric, String difference, double mine, double theirs) {
    both(metric, mine, theirs);
    return ours(difference, mine - theirs);
  }

  /// What something else measured that ran beside them.
  public Trial other(String name, String metric, double value) {
    others.computeIfAbsent(name, key -> new LinkedHashMap<>()).put(metric, value);
    return this;
  }

  /// A curve for the chart. Seeds that share name of axes and steps are drawn as one with a band.
  public Trial curve(
      String name,
      String xName,
      String yName,
      double[] x,
      double[] mine,
      double @Nullable [] theirs) {
    series.add(
        new Series(
            name, xName, yName, boxed(x), boxed(mine), theirs == null ? null : boxed(theirs)));
    return this;
  }

  /// What a reader should know about this seed.
  public Trial note(String words) {
    notes.add(words);
    return this;
  }

  /// @param wallSeconds how long the seed took
  public Run run(long seed, double wallSeconds) {
    return new Run(
        seed, ours, baseline, others, wallSeconds, notes.length() == 0 ? null : notes.toString());
  }

  public List<Series> series() {
    return List.copyOf(series);
  }

  private static List<Double> boxed(double[] values) {
    List<Double> list = new ArrayList<>(values.length);
    for (double value : values) {
      list.add(value);
    }
    return list;
  }
}
