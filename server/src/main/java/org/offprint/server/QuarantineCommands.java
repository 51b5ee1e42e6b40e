package org.offprint.server;

import static org.offprint.server.IngestCommands.printable;
import static org.offprint.server.IngestCommands.require;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.server.ingest.Quarantine;
import org.offprint.server.ingest.QuarantineRetry.Tried;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What could not be read, from the command line.
@Command(
    name = "quarantine",
    description = {
      "Records that could not be read: list them, show one whole, try them again, discard them.",
      "Without a word after it, lists those that wait."
    },
    subcommands = {
      QuarantineCommands.Listed.class,
      QuarantineCommands.Show.class,
      QuarantineCommands.Retry.class,
      QuarantineCommands.Discard.class
    },
    footer = {"", "Example: ./offprint ingest quarantine show 17"})
final class QuarantineCommands extends ReadCommands.Reading {
  @Override
  int answer(Offprint offprint) {
    return new Listed().list(this, offprint);
  }

  @Command(
      name = "list",
      description = "The newest first.",
      footer = {"", "Example: ./offprint ingest quarantine list --source arxiv-oai"})
  static final class Listed extends ReadCommands.Reading {
    @Option(names = "--source", paramLabel = "NAME", description = "Those of one source.")
    String source = "";

    @Option(names = "--reason", paramLabel = "WORDS", description = "Whose reason holds these.")
    String reason = "";

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "waiting, stored or discarded (default: ${DEFAULT-VALUE}).")
    Quarantine.State state = Quarantine.State.waiting;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "How many (default: ${DEFAULT-VALUE}).")
    int limit = 50;

    @Override
    int answer(Offprint offprint) {
      return list(this, offprint);
    }

    int list(ReadCommands.Reading command, Offprint offprint) {
      require(limit >= 1 && limit <= 10_000, "--limit", limit, "1 to 10000");
      Quarantine.Which which = new Quarantine.Which(source, reason, state);
      List<Quarantine.Kept> found = offprint.quarantine().list(which, 0, limit);
      int total = offprint.quarantine().count(which);
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("total", total);
      document.put("records", found.stream().map(kept -> document(kept, "beginning")).toList());
      List<String> lines = new ArrayList<>(found.stream().map(QuarantineCommands::line).toList());
      lines.add(
          "%d %s%s"
              .formatted(
                  total,
                  state == Quarantine.State.waiting
                      ? total == 1 ? "record waits." : "records wait."
                      : state == Quarantine.State.stored
                          ? "stored after they were tried again."
                          : "discarded.",
                  total > found.size() ? " The newest %d are shown.".formatted(found.size()) : ""));
      command.print(document, lines);
      return 0;
    }
  }

  @Command(
      name = "show",
      description = "One record whole, as its source gave it.",
      footer = {"", "Example: ./offprint ingest quarantine show 17"})
  static final class Show extends ReadCommands.Reading {
    @Parameters(paramLabel = "ID", description = "Its number.")
    long id;

    @Override
    int answer(Offprint offprint) {
      Quarantine.Kept kept = offprint.quarantine().find(id).orElse(null);
      if (kept == null) {
        System.err.println(
            "There is no record %d in the quarantine; ./offprint ingest quarantine lists those that wait."
                .formatted(id));
        return 1;
      }
      List<String> lines = new ArrayList<>();
      lines.add(line(kept));
      if (kept.cut()) {
        lines.add("Only the first %,d characters were kept.".formatted(kept.text().length()));
      }
      lines.add("");
      lines.add(printable(kept.text()));
      print(document(kept, "record"), lines);
      return 0;
    }
  }

  @Command(
      name = "retry",
      description = "Reads records once more, and stores those that can be read now.",
      footer = {"", "Example: ./offprint ingest quarantine retry --all"})
  static final class Retry extends ReadCommands.Reading {
    @Parameters(paramLabel = "ID", arity = "0..*", description = "Their numbers.")
    List<Long> ids = List.of();

    @Option(names = "--all", description = "All that wait.")
    boolean all;

    @Override
    int answer(Offprint offprint) {
      if (all != ids.isEmpty()) {
        throw new IllegalArgumentException(
            "Which records? Expected their numbers, or --all for all that wait.");
      }
      List<Map<String, Object>> rows = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      int stored = 0;
      for (long id : all ? offprint.quarantine().waitingIds() : ids) {
        Tried tried = offprint.quarantineRetry().retry(id);
        String said =
            switch (tried) {
              case Tried.Stored now -> "stored";
              case Tried.StillBad(String reason) -> "cannot be read: " + reason;
              case Tried.Settled(Quarantine.State state) -> "was %s before".formatted(state);
              case Tried.NoSuchRecord none -> "is not in the quarantine";
            };
        stored += tried instanceof Tried.Stored ? 1 : 0;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", id);
        row.put("stored", tried instanceof Tried.Stored);
        row.put("said", said);
        rows.add(row);
        lines.add("%6d  %s".formatted(id, said));
      }
      offprint.finishIndexing();
      lines.add("%d of %d stored.".formatted(stored, rows.size()));
      print(rows, lines);
      return stored == rows.size() ? 0 : 1;
    }
  }

  @Command(
      name = "discard",
      description = "Says that records need no more looking at; their text is kept.",
      footer = {"", "Example: ./offprint ingest quarantine discard 17 18"})
  static final class Discard extends ReadCommands.Reading {
    @Parameters(paramLabel = "ID", arity = "1..*", description = "Their numbers.")
    List<Long> ids = List.of();

    @Override
    int answer(Offprint offprint) {
      int discarded = offprint.quarantine().discard(ids);
      print(
          Map.of("discarded", discarded),
          List.of(
              "%d of %d discarded%s"
                  .formatted(
                      discarded,
                      ids.size(),
                      discarded == ids.size() ? "." : "; the others do not wait.")));
      return discarded == ids.size() ? 0 : 1;
    }
  }

  private static String line(Quarantine.Kept kept) {
    return "%6d  %s  %s%s%s  %s%s"
        .formatted(
            kept.id(),
            kept.seen().toString().substring(0, 10),
            kept.source(),
            kept.line() > 0 ? ":" + kept.line() : "",
            kept.key() == null ? "" : " " + kept.key(),
            printable(kept.reason()),
            kept.state() == Quarantine.State.waiting
                ? kept.attempts() == 0 ? "" : " (tried %d times)".formatted(kept.attempts())
                : " (%s %s)".formatted(kept.state(), kept.settled()));
  }

  private static Map<String, Object> document(Quarantine.Kept kept, String text) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", kept.id());
    row.put("source", kept.source());
    row.put("line", kept.line() == 0 ? null : kept.line());
    row.put("key", kept.key());
    row.put("reason", kept.reason());
    row.put("state", kept.state().name());
    row.put("seen", kept.seen().toString());
    row.put("attempts", kept.attempts());
    row.put("settled", IngestCommands.text(kept.settled()));
    row.put("cut", kept.cut());
    row.put(text, kept.text());
    return row;
  }
}
