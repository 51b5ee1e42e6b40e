package org.offprint.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.announce.Alarms.Alarm;
import org.offprint.server.announce.DayState;
import org.offprint.server.fetch.FetchLog;
import org.offprint.server.fetch.FetchLog.Request;
import org.offprint.server.ingest.Quarantine;
import org.offprint.server.ingest.QuarantineRetry.Tried;
import org.offprint.server.job.Worker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Following arXiv from the command line: how the days stand, what was asked of whom, and what
/// could not be read. All of it works beside a running server.
@Command(
    name = "ingest",
    description = "Papers from arXiv over the network: how the days stand, and what was asked.",
    subcommands = {
      IngestCommands.Status.class,
      IngestCommands.Log.class,
      IngestCommands.Standing.class,
      IngestCommands.Bad.class,
      IngestCommands.Once.class
    },
    footer = {"", "Example: ./offprint ingest status --days 5"})
final class IngestCommands {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Command(
      name = "status",
      description = "How the last days stand in each followed category.",
      footer = {"", "Example: ./offprint ingest status --days 5 --json"})
  static final class Status extends ReadCommands.Reading {
    @Option(
        names = "--days",
        paramLabel = "N",
        description = "How many days back (default: ${DEFAULT-VALUE}).")
    int days = 10;

    @Override
    int answer(Offprint offprint) {
      require(days >= 1 && days <= 3660, "--days", days, "1 to 3660");
      LocalDate last = offprint.announcements().lastDay().orElse(LocalDate.EPOCH);
      List<DayState> states = offprint.announcements().states(last.minusDays(days - 1L), last);
      List<Alarm> alarms = offprint.alarms().standing();
      List<Quarantine.Count> waiting = offprint.quarantine().waiting();
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("days", states.stream().map(IngestCommands::document).toList());
      document.put("alarms", alarms.stream().map(IngestCommands::document).toList());
      document.put("quarantine", counts(waiting));
      List<String> lines = new ArrayList<>(lines(states, offprint));
      lines.add("");
      lines.add(
          alarms.isEmpty()
              ? "No alarm stands."
              : alarms.size() + (alarms.size() == 1 ? " alarm stands:" : " alarms stand:"));
      alarms.forEach(alarm -> lines.add("  " + line(alarm)));
      lines.add(quarantined(waiting));
      print(document, lines);
      return 0;
    }

    private static List<String> lines(List<DayState> states, Offprint offprint) {
      List<String> lines = new ArrayList<>();
      if (states.isEmpty()) {
        lines.add(
            offprint.settings().ingest().categories().isEmpty()
                ? "No category is followed: set ingest.categories, such as cs.CL, cs.LG."
                : "No day has been looked at yet; the server does so while it runs, or ./offprint ingest once.");
      }
      Map<String, List<DayState>> byCategory =
          states.stream()
              .collect(
                  Collectors.groupingBy(DayState::category, TreeMap::new, Collectors.toList()));
      byCategory.forEach((category, days) -> {
        lines.add(category);
        days.forEach(day -> lines.add("  " + row(day)));
      });
      return lines;
    }

    private static String row(DayState day) {
      return "%s %s  %-11s %5d  %s"
          .formatted(
              day.day(),
              day.day().getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.UK),
              day.state(),
              day.announced(),
              day.missing().isEmpty() ? day.why() : day.why() + " " + ids(day.missing()));
    }
  }

  @Command(
      name = "log",
      description = {
        "What was asked of whom, and how long nobody had asked before.",
        "Proves that the pauses which sources ask for are kept over all threads and processes."
      },
      footer = {"", "Example: ./offprint ingest log --hours 24"})
  static final class Log extends ReadCommands.Reading {
    @Option(
        names = "--hours",
        paramLabel = "N",
        description = "How many hours back (default: ${DEFAULT-VALUE}).")
    int hours = 24;

    @Override
    int answer(Offprint offprint) {
      require(hours >= 1 && hours <= 24 * 366, "--hours", hours, "1 to 8784");
      List<Request> requests =
          offprint
              .fetchLog()
              .since(InstantSource.system().instant().minus(Duration.ofHours(hours)));
      Map<String, Object> document = new LinkedHashMap<>();
      @Nullable Duration smallest = smallest(requests);
      document.put("smallestGapSeconds", smallest == null ? null : seconds(smallest));
      document.put("processes", processes(requests));
      document.put("requests", requests.stream().map(IngestCommands::document).toList());
      List<String> lines = new ArrayList<>(requests.stream().map(IngestCommands::line).toList());
      lines.add(
          requests.isEmpty()
              ? "Nothing was asked in the last %d h.".formatted(hours)
              : "%d requests of %d %s%s"
                  .formatted(
                      requests.size(),
                      processes(requests),
                      processes(requests) == 1 ? "process" : "processes",
                      smallest == null
                          ? "."
                          : "; at no gate two with less than %.3f s between them."
                              .formatted(seconds(smallest))));
      print(document, lines);
      return 0;
    }

    private static @Nullable Duration smallest(List<Request> requests) {
      return requests.stream()
          .map(Request::gap)
          .filter(java.util.Objects::nonNull)
          .min(Duration::compareTo)
          .orElse(null);
    }

    private static long processes(List<Request> requests) {
      return requests.stream().map(Request::process).distinct().count();
    }
  }

  @Command(
      name = "alarms",
      description = "What somebody has to know of, and what lately was so.",
      footer = {"", "Example: ./offprint ingest alarms"})
  static final class Standing extends ReadCommands.Reading {
    @Override
    int answer(Offprint offprint) {
      List<Alarm> standing = offprint.alarms().standing();
      List<Alarm> over =
          offprint.alarms().latest(20).stream().filter(alarm -> alarm.cleared() != null).toList();
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("standing", standing.stream().map(IngestCommands::document).toList());
      document.put("over", over.stream().map(IngestCommands::document).toList());
      List<String> lines = new ArrayList<>();
      if (standing.isEmpty()) {
        lines.add("No alarm stands.");
      }
      standing.forEach(alarm -> lines.add(line(alarm)));
      over.forEach(alarm -> lines.add(line(alarm)));
      print(document, lines);
      return 0;
    }
  }

  @Command(
      name = "quarantine",
      description = {
        "Records that could not be read: list them, show one whole, try them again, discard them.",
        "Without a word after it, lists those that wait."
      },
      subcommands = {BadList.class, BadOne.class, BadRetry.class, BadDiscard.class},
      footer = {"", "Example: ./offprint ingest quarantine show 17"})
  static final class Bad extends ReadCommands.Reading {
    @Override
    int answer(Offprint offprint) {
      return new BadList().list(this, offprint);
    }
  }

  @Command(
      name = "list",
      description = "The newest first.",
      footer = {"", "Example: ./offprint ingest quarantine list --source arxiv-oai"})
  static final class BadList extends ReadCommands.Reading {
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
      List<String> lines = new ArrayList<>(found.stream().map(IngestCommands::line).toList());
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
  static final class BadOne extends ReadCommands.Reading {
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
  static final class BadRetry extends ReadCommands.Reading {
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
  static final class BadDiscard extends ReadCommands.Reading {
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

  @Command(
      name = "once",
      description = {
        "Asks for everything that is due now and ends, for a machine without a running server.",
        "What is not out yet, or is to be asked for later, is left to the next time."
      },
      footer = {"", "Example: ./offprint ingest once --set ingest.categories=cs.CL,cs.LG"})
  static final class Once extends ReadCommands.Reading {
    @Override
    int answer(Offprint offprint) {
      if (offprint.settings().ingest().categories().isEmpty()) {
        throw new IllegalArgumentException(
            "No category is followed: set ingest.categories, such as --set ingest.categories=cs.CL,cs.LG.");
      }
      if (!offprint.holdsFolder()) {
        print(
            Map.of("asked", 0, "server", true),
            List.of(
                "The server that runs on this data folder asks for what is due; ./offprint ingest status says how the days stand."));
        return 0;
      }
      FetchLog log = offprint.fetchLog();
      AtomicLong seen = new AtomicLong(log.latest(1).stream().mapToLong(Request::id).sum());
      long before = seen.get();
      Worker progress = Worker.start("progress", Duration.ofSeconds(1), () -> tell(log, seen));
      try {
        boolean asked = true;
        while (asked) {
          asked = offprint.ingest().round();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 1;
      } finally {
        progress.close();
      }
      tell(log, seen);
      offprint.finishIndexing();
      var held = offprint.harvester().held(20);
      List<String> lines = new ArrayList<>();
      held.forEach(walk ->
          lines.add(
              "%s %s %s: %s; again after %s"
                  .formatted(
                      walk.source(), walk.channel(), walk.day(), walk.why(), walk.nextAt())));
      LocalDate last = offprint.announcements().lastDay().orElse(LocalDate.EPOCH);
      List<DayState> states =
          offprint
              .announcements()
              .states(last.minusDays(offprint.settings().ingest().days() + 6L), last);
      long open = states.stream().filter(state -> !state.state().isSettled()).count();
      lines.add(
          open == 0
              ? "Every day is settled."
              : "%d %s open; ./offprint ingest status says why."
                  .formatted(open, open == 1 ? "day is" : "days are"));
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("asked", log.latest(10_000).stream().filter(one -> one.id() > before).count());
      document.put("server", false);
      document.put("open", open);
      document.put(
          "held",
          held.stream()
              .map(walk -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("source", walk.source());
                row.put("channel", walk.channel());
                row.put("day", walk.day().toString());
                row.put("nextAt", walk.nextAt().toString());
                row.put("why", walk.why());
                return row;
              })
              .toList());
      print(document, lines);
      return held.isEmpty() ? 0 : 1;
    }

    /// Prints the requests that have ended since.
    private static boolean tell(FetchLog log, AtomicLong seen) {
      List<Request> news =
          log.latest(200).stream().filter(one -> one.id() > seen.get()).toList().reversed();
      for (Request one : news) {
        if (one.ended() == null) {
          return false; // told when it has ended, before those after it
        }
        System.err.println(line(one));
        seen.set(one.id());
      }
      return false;
    }
  }

  private static void require(boolean right, String option, int given, String expected) {
    if (!right) {
      throw new IllegalArgumentException(
          "%s = %d is out of range: expected %s.".formatted(option, given, expected));
    }
  }

  private static String ids(List<PaperId> ids) {
    String some = ids.stream().limit(10).map(PaperId::value).collect(Collectors.joining(", "));
    return "(" + some + (ids.size() > 10 ? ", …)" : ")");
  }

  private static String line(Alarm alarm) {
    return "%s  %s%s%s"
        .formatted(
            alarm.subject(),
            alarm.message(),
            alarm.message().endsWith(".") ? "" : ".",
            alarm.cleared() == null
                ? " Since %s.".formatted(alarm.raised())
                : " From %s to %s.".formatted(alarm.raised(), alarm.cleared()));
  }

  private static String line(Request one) {
    String gap = one.gap() == null ? "first" : "+%.3f s".formatted(seconds(one.gap()));
    String took =
        one.ended() == null
            ? "open"
            : "%.1f s".formatted(seconds(Duration.between(one.began(), one.ended())));
    return "%s %12s %7s  %-10s %-9s %s%s"
        .formatted(
            one.began(),
            gap,
            took,
            one.source(),
            one.outcome(),
            one.address(),
            switch (one.outcome()) {
              case later, failed, redirected -> "  (%s)".formatted(printable(one.said()));
              case read, unchanged, open -> "";
            });
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

  /// A record may hold anything, also what moves the cursor of a terminal.
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "\uFFFD");
  }

  private static String quarantined(List<Quarantine.Count> waiting) {
    return waiting.isEmpty()
        ? "No record waits in the quarantine."
        : "In the quarantine wait "
            + waiting.stream()
                .map(count -> "%d of %s".formatted(count.records(), count.source()))
                .collect(Collectors.joining(", "))
            + ".";
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static Map<String, Object> counts(List<Quarantine.Count> waiting) {
    Map<String, Object> counts = new LinkedHashMap<>();
    waiting.forEach(count -> counts.put(count.source(), count.records()));
    return counts;
  }

  private static Map<String, Object> document(DayState state) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("day", state.day().toString());
    row.put("category", state.category());
    row.put("state", state.state().name());
    row.put("announced", state.announced());
    row.put("missing", state.missing().stream().map(PaperId::value).toList());
    row.put("usual", state.usual());
    row.put("why", state.why());
    row.put("since", state.since().toString());
    row.put("checked", state.checked().toString());
    return row;
  }

  private static Map<String, Object> document(Alarm alarm) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("subject", alarm.subject());
    row.put("message", alarm.message());
    row.put("raised", alarm.raised().toString());
    row.put("told", text(alarm.told()));
    row.put("cleared", text(alarm.cleared()));
    return row;
  }

  private static Map<String, Object> document(Request one) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", one.id());
    row.put("gate", one.gate());
    row.put("source", one.source());
    row.put("process", one.process());
    row.put("address", one.address());
    row.put("began", one.began().toString());
    row.put("ended", text(one.ended()));
    row.put("status", one.status());
    row.put("bytes", one.bytes());
    row.put("outcome", one.outcome().name());
    row.put("said", one.said());
    row.put("gapSeconds", one.gap() == null ? null : seconds(one.gap()));
    return row;
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
    row.put("settled", text(kept.settled()));
    row.put("cut", kept.cut());
    row.put(text, kept.text());
    return row;
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
