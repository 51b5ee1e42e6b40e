package org.offprint.benchmarks;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.offprint.benchmarks.Load.Requests;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "The search page at 1 and 32 connections, every query once: one to four words of a title, phrases, exclusions and dates.",
    })
final class SearchBenchmark implements Callable<Integer> {
  private static final int QUERIES = 200_000;

  @Mixin Main.Shared shared = new Main.Shared();

  @Override
  public Integer call() {
    Corpus corpus = shared.corpus();
    Report report = new Report().fact("corpus", corpus.name());
    Duration measured = Duration.ofSeconds(shared.quick ? 2 : 10);
    List<String> paths = paths(corpus.titles());
    try (Installation installation = Installation.serving(shared, corpus)) {
      Load load = new Load(installation.port(), installation::processorMillis);
      int[] from = {0};
      from[0] += load.warmUp(requests("warm-up", paths, 0), shared.quick);
      for (int connections : new int[] {1, 32}) {
        Load.Measured row = load.run(requests("search", paths, from[0]), connections, measured);
        from[0] += row.answers();
        report.row(row);
      }
      report.memory(installation.memory());
    }
    report.print(shared.json);
    return 0;
  }

  private static Requests requests(String name, List<String> paths, int from) {
    return new Requests(name, n -> paths.get((from + n) % paths.size()));
  }

  static List<String> paths(List<String> titles) {
    Random chance = new Random(11);
    Set<String> different = new HashSet<>();
    for (int i = 0; i < QUERIES; i++) {
      different.add(
          "/search?q=" + URLEncoder.encode(query(titles, chance), StandardCharsets.UTF_8));
    }
    List<String> paths = new ArrayList<>(different);
    Collections.sort(paths);
    Collections.shuffle(paths, chance);
    return paths;
  }

  private static String query(List<String> titles, Random chance) {
    String[] words =
        titles
            .get(chance.nextInt(titles.size()))
            .replaceAll("[^\\p{L}\\p{N} -]", " ")
            .strip()
            .split("\\s+");
    int count = Math.min(words.length, 1 + chance.nextInt(4));
    int first = chance.nextInt(words.length - count + 1);
    String some = String.join(" ", List.of(words).subList(first, first + count));
    return switch (chance.nextInt(8)) {
      case 0 -> "\"" + some + "\"";
      case 1 -> "title:" + words[first];
      case 2 -> some + " -" + words[chance.nextInt(words.length)];
      case 3 -> some + " after:2024";
      default -> some;
    };
  }
}
