package org.offprint.server;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.DatabaseHost.Use;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;
import org.offprint.server.search.Hits;
import org.offprint.server.search.Order;
import org.offprint.server.search.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// The same answers as the pages, on the command line.
final class ReadCommands {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ReadCommands() {}

  /// What these commands share: one opened installation, and text or JSON out.
  abstract static class Reading implements Callable<Integer> {
    @Mixin Main.Shared shared = new Main.Shared();

    @Option(names = "--json", description = "One JSON document on standard output.")
    boolean json;

    abstract int answer(Offprint offprint);

    @Override
    public Integer call() {
      try (Offprint offprint = shared.open(Use.command)) {
        return answer(offprint);
      }
    }

    void print(Object document, List<String> lines) {
      if (json) {
        System.out.println(JSON.writeValueAsString(document));
      } else {
        lines.forEach(System.out::println);
      }
    }
  }

  @Command(
      name = "search",
      description = "Searches the papers as the search page does.",
      footer = {
        "",
        "Example: ./offprint search '\"cross entropy\" -ti:survey after:2024' --limit 5"
      })
  static final class Search extends Reading {
    @Parameters(
        paramLabel = "QUERY",
        description = "Words, \"phrases\", -exclusions, ti: au: cat: …",
        arity = "1..*")
    List<String> words = List.of();

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "How many (default: ${DEFAULT-VALUE}).")
    int limit = 10;

    @Option(
        names = "--sort",
        paramLabel = "ORDER",
        description = "relevance or newest (default: ${DEFAULT-VALUE}).")
    Order order = Order.relevance;

    @Override
    int answer(Offprint offprint) {
      Hits hits = offprint.index().search(Query.parse(String.join(" ", words)), order, 0, limit);
      List<Paper> papers = offprint.papers().byIds(hits.ids());
      List<String> lines = new ArrayList<>(hits.notes());
      hits.didYouMean().ifPresent(meant -> lines.add("Did you mean: " + meant));
      papers.forEach(paper -> lines.add(line(paper)));
      lines.add(hits.total() == 1 ? "1 paper" : hits.total() + " papers");
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("total", hits.total());
      document.put("didYouMean", hits.didYouMean().orElse(null));
      document.put("notes", hits.notes());
      document.put("papers", papers.stream().map(Papers.ROWS::valueToTree).toList());
      print(document, lines);
      return 0;
    }
  }

  @Command(
      name = "paper",
      description = "What is known of one paper.",
      footer = {"", "Example: ./offprint paper https://arxiv.org/abs/2411.09009v2"})
  static final class OnePaper extends Reading {
    @Parameters(
        paramLabel = "ID",
        description = "An identifier in any form: 2411.09009, cs/0112017, an address, a DOI.")
    String id = "";

    @Override
    int answer(Offprint offprint) {
      PaperId paperId =
          PaperId.parse(id)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "'%s' names no paper: expected an identifier like 2411.09009 or cs/0112017, an arXiv address or a DOI"
                          .formatted(id)));
      Paper paper = offprint.papers().find(paperId).orElse(null);
      if (paper == null) {
        System.err.println(
            "There is no paper "
                + paperId
                + " here; import it, or look for its title with ./offprint search.");
        return 1;
      }
      List<String> lines = new ArrayList<>();
      lines.add(paper.title());
      lines.add(authors(paper));
      lines.add(line(paper));
      lines.add("");
      String text = paper.abstractText() != null ? paper.abstractText() : paper.summary();
      lines.add(text == null ? "No abstract is known." : text);
      print(Papers.ROWS.valueToTree(paper), lines);
      return 0;
    }
  }

  @Command(
      name = "trending",
      description = "The trending order with its reasons.",
      footer = {"", "Example: ./offprint trending --limit 10"})
  static final class TrendingList extends Reading {
    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "How many (default: ${DEFAULT-VALUE}).")
    int limit = 20;

    @Override
    int answer(Offprint offprint) {
      explained(this, offprint.days().trending(0, limit));
      return 0;
    }
  }

  @Command(
      name = "rank",
      description = "The order of a day, each paper with its reason.",
      footer = {"", "Example: ./offprint rank --explain 2026-03-05"})
  static final class Rank extends Reading {
    @Option(
        names = "--explain",
        required = true,
        paramLabel = "DAY",
        description = "The day, like 2026-03-05.")
    LocalDate day = LocalDate.EPOCH;

    @Override
    int answer(Offprint offprint) {
      explained(this, offprint.days().of(Days.Span.day(day), 0, 1000));
      return 0;
    }
  }

  private static void explained(Reading command, List<Days.Entry> entries) {
    List<String> lines = new ArrayList<>();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Days.Entry entry : entries) {
      Instant shownAt = entry.shownAt().orElse(Instant.EPOCH);
      Paper paper = entry.paper();
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("id", paper.id().value());
      row.put("title", paper.title());
      row.put("upvotes", paper.tally().upvotes());
      row.put("comments", paper.tally().comments());
      row.put("shown", shownAt.atZone(ZoneOffset.UTC).toLocalDate().toString());
      row.put("heat", Trending.heat(paper.tally(), shownAt));
      row.put("whyHere", Trending.whyHere(paper, shownAt));
      rows.add(row);
      lines.add("%3d  %s".formatted(rows.size(), line(paper)));
      lines.add("     " + Trending.whyHere(paper, shownAt));
    }
    command.print(rows, lines);
  }

  private static String line(Paper paper) {
    return "%-16s %s  %s"
        .formatted(
            paper.id(),
            paper.published() == null ? "date unknown" : paper.published().day(),
            paper.title());
  }

  private static String authors(Paper paper) {
    @Nullable Integer count = paper.knownAuthorCount();
    return !paper.authors().isEmpty()
        ? String.join(", ", paper.authors().stream().map(author -> author.name()).toList())
        : count == null ? "Authors unknown" : count == 1 ? "1 author" : count + " authors";
  }
}
