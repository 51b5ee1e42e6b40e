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
import org.offprint.server.job.Worker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Following arXiv from the command line: how the days stand, what was asked of whom, and what
/// could not be read. All of it works beside a running server.
@Command(
    name = "ingest",
    description = "Papers from arXiv over the network: how the days stand, and what was asked.",
    subcommands = {
      IngestCommands.Status.class,
      IngestCommands.Log.class,
      IngestCommands.Standing.class,
      QuarantineCommands.class,
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

  static void require(boolean right, String option, int given, String expected) {
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

  /// A record may hold anything, also what moves the cursor of a terminal.
  static String printable(String text) {
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

  static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
