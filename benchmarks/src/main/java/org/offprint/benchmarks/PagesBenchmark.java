package org.offprint.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.offprint.benchmarks.Load.Requests;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "pages",
    mixinStandardHelpOptions = true,
    description = {
      "Day pages and paper pages at 1 and 32 connections, over many addresses in random order.",
      "`kept` asks for 200 addresses again and again: answers that the server keeps. `anew` gives each address a parameter of its own, so that every",
      "answer is read from the database and rendered."
    })
final class PagesBenchmark implements Callable<Integer> {
  private static final int KEPT = 200;

  @Mixin Main.Shared shared = new Main.Shared();

  @Override
  public Integer call() {
    Corpus corpus = shared.corpus();
    Report report = new Report().fact("corpus", corpus.name());
    Duration measured = Duration.ofSeconds(shared.quick ? 2 : 10);
    try (Installation installation = Installation.serving(shared, corpus)) {
      Load load = new Load(installation.port(), installation::processorMillis);
      Sitemap sitemap = Sitemap.of(installation.port());
      List<String> days = shuffled(sitemap.days());
      List<String> papers = shuffled(sitemap.papers());
      load.warmUp(anew("warm-up", mixed(days, papers)), shared.quick);
      Memory before = installation.memory();
      report.fact("server MB before", before.server());
      for (int connections : new int[] {1, 32}) {
        report.row(load.run(kept("day, kept", days), connections, measured));
        report.row(load.run(kept("paper, kept", papers), connections, measured));
        report.row(load.run(anew("day, anew", days), connections, measured));
        report.row(load.run(anew("paper, anew", papers), connections, measured));
        report.row(load.run(anew("mixed, anew", mixed(days, papers)), connections, measured));
      }
      report.memory(installation.memory());
    }
    report.print(shared.json);
    return 0;
  }

  private static List<String> shuffled(List<String> addresses) {
    List<String> shuffled = new ArrayList<>(addresses);
    Collections.shuffle(shuffled, new Random(7));
    return shuffled;
  }

  /// One day page to four paper pages.
  private static List<String> mixed(List<String> days, List<String> papers) {
    List<String> mixed = new ArrayList<>();
    for (int i = 0; i < papers.size(); i++) {
      mixed.add(i % 5 == 0 ? days.get(i / 5 % days.size()) : papers.get(i));
    }
    return mixed;
  }

  private static Requests kept(String name, List<String> addresses) {
    return new Requests(name, n -> addresses.get(n % Math.min(KEPT, addresses.size())));
  }

  private static Requests anew(String name, List<String> addresses) {
    String mark = Long.toString(System.nanoTime(), 36);
    IntFunction<String> path = n -> addresses.get(n % addresses.size()) + "?bench=" + mark + n;
    return new Requests(name, path);
  }
}
