package org.offprint.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Methods beside the same computation in plain libtorch operations: a pair shares its data, takes
/// turns, and is not timed before values and gradients agree. What is measured is the processor
/// time of the one thread that computes, so that other work on the machine changes little.
@Command(
    name = "methods",
    mixinStandardHelpOptions = true,
    description =
        "Milliseconds a step of methods that do heavy work, beside the same computation written with plain libtorch operations; one thread.")
final class MethodsBenchmark implements Callable<Integer> {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double SLOW = 1.2;

  @Option(names = "--quick", description = "A few steps of each: shows that it runs.")
  boolean quick;

  @Option(names = "--json", description = "One JSON document on standard output.")
  boolean json;

  @Override
  public Integer call() {
    System.setProperty("offprint.threads", "1"); // read by the kernels when they are first used
    Tensor.useThreads(1);
    Report report = new Report();
    for (MethodPairs.Pair pair : MethodPairs.all()) {
      requireAgreement(pair);
      Times times = measure(pair);
      report.row(
          "method",
          pair.method(),
          "beside",
          pair.plainly(),
          "ms",
          times.method(0.5),
          "plain ms",
          times.plain(0.5),
          "ratio",
          times.ratio(0.5),
          "quartiles",
          "%.2f–%.2f".formatted(times.ratio(0.25), times.ratio(0.75)),
          "steps",
          times.rounds().size(),
          "note",
          times.ratio(0.5) > SLOW ? pair.note() : "");
    }
    report.fact("libtorch", Tensor.libraryVersion()).fact("threads", 1).print(json);
    return 0;
  }

  /// One step of each, in milliseconds.
  private record Round(double method, double plain) {}

  private record Times(List<Round> rounds) {
    double method(double share) {
      return quantile(share, rounds.stream().mapToDouble(Round::method).toArray());
    }

    double plain(double share) {
      return quantile(share, rounds.stream().mapToDouble(Round::plain).toArray());
    }

    double ratio(double share) {
      return quantile(
          share, rounds.stream().mapToDouble(one -> one.method() / one.plain()).toArray());
    }

    private static double quantile(double share, double... values) {
      Arrays.sort(values);
      return values[(int) Math.round(share * (values.length - 1))];
    }
  }

  private Times measure(MethodPairs.Pair pair) {
    long warm = System.nanoTime() + (quick ? 200_000_000L : 2_000_000_000L);
    do {
      round(pair, 0);
    } while (System.nanoTime() < warm);
    List<Round> rounds = new ArrayList<>();
    long end = System.nanoTime() + (quick ? 600_000_000L : 10_000_000_000L);
    while (rounds.size() < 3 || (System.nanoTime() < end && rounds.size() < 301)) {
      rounds.add(round(pair, rounds.size()));
    }
    return new Times(rounds);
  }

  /// Who goes first changes from round to round, since the second finds the data in the caches.
  private static Round round(MethodPairs.Pair pair, int number) {
    if (number % 2 == 0) {
      double method = time(pair.ours());
      return new Round(method, time(pair.plain()));
    }
    double plain = time(pair.plain());
    return new Round(time(pair.ours()), plain);
  }

  private static double time(MethodPairs.Step step) {
    try (var scope = new Scope()) {
      long begun = THREADS.getCurrentThreadCpuTime();
      step.run();
      return (THREADS.getCurrentThreadCpuTime() - begun) / 1e6;
    }
  }

  private static void requireAgreement(MethodPairs.Pair pair) {
    List<double[]> ours = results(pair.ours());
    List<double[]> plain = results(pair.plain());
    for (int i = 0; i < plain.size(); i++) {
      double[] expected = plain.get(i);
      double[] actual = ours.get(i);
      double greatest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
      for (int j = 0; j < expected.length; j++) {
        if (!(Math.abs(actual[j] - expected[j]) <= pair.tolerance() * greatest)) {
          throw new BenchmarkFailure(
              "%s and its plain form differ in %s, entry %d: %s and %s. They must agree to be compared; run ./offprint verify."
                  .formatted(
                      pair.method(),
                      i == 0 ? "the value" : "gradient " + i,
                      j,
                      actual[j],
                      expected[j]));
        }
      }
    }
  }

  private static List<double[]> results(MethodPairs.Step step) {
    try (var scope = new Scope()) {
      List<double[]> all = new ArrayList<>(List.of(step.run().toDoubles()));
      for (Tensor input : step.inputs()) {
        all.add(Objects.requireNonNull(input.gradient()).toDoubles());
      }
      return all;
    }
  }
}
