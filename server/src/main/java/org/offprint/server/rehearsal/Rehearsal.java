package org.offprint.server.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.db.Database;
import org.offprint.server.db.DatabaseAddress;

/// Months of ingest against a faulty arXiv, in as many seconds as the work takes, and the account
/// of them.
public final class Rehearsal {
  /// @param first the first day that counts; ingest begins some days earlier
  /// @param categories of arXiv, such as cs.CL
  /// @param faultsADay how many kinds of fault begin on each day with a list; 0 for none
  /// @param processes how many ingest together, on one database
  /// @param kills how often one of them is killed and started again
  public record Options(
      long seed,
      LocalDate first,
      int days,
      List<String> categories,
      int faultsADay,
      int processes,
      int kills) {
    public Options {
      categories = List.copyOf(categories);
      if (days < 1 || days > 366) {
        throw new IllegalArgumentException(
            "%d days cannot be rehearsed: expected 1 to 366".formatted(days));
      }
      if (processes < 1 || processes > 8) {
        throw new IllegalArgumentException(
            "%d processes cannot rehearse together: expected 1 to 8".formatted(processes));
      }
    }
  }

  /// How far a rehearsal has come.
  public record Progress(LocalDate day, int daysDone, int days, int requests, int openGaps) {}

  static final Duration PAUSE = Duration.ofSeconds(3);
  private static final Duration WARM_UP = Duration.ofDays(5);

  /// Time in the network is real time, and short here.
  private static final Duration TIMEOUT = Duration.ofMillis(600);

  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(30);

  private final Options options;
  private final World world;
  private final Faults faults;
  private final VirtualTime time;
  private final Instant end;
  private final Map<String, String> failures = new ConcurrentHashMap<>();

  public Rehearsal(Options options) {
    this(options, Set.copyOf(Fault.all()));
  }

  Rehearsal(Options options, Set<Fault> kinds) {
    this.options = options;
    this.world = new World(options.seed(), options.first(), options.days(), options.categories());
    this.faults = new Faults(options.seed(), world, kinds, options.faultsADay());
    this.time = new VirtualTime(noon(options.first()).minus(WARM_UP));
    this.end = noon(world.last.plusDays(1));
  }

  private static Instant noon(LocalDate day) {
    return day.atTime(12, 0).atZone(ArxivCalendar.NEW_YORK).toInstant();
  }

  World world() {
    return world;
  }

  private Ingester.Setup setup(FakeArxiv arxiv, String name, long seed) {
    return new Ingester.Setup(
        name,
        arxiv.address("/oai"),
        arxiv.address(""),
        arxiv.address("/api"),
        options.categories(),
        PAUSE,
        TIMEOUT,
        seed);
  }

  /// With threads instead of processes, all on `database`.
  RehearsalReport inThreads(Database database, Consumer<Progress> progress)
      throws InterruptedException {
    try (FakeArxiv arxiv = new FakeArxiv(world, faults, time, options.seed(), seen -> {})) {
      List<Thread> threads = new ArrayList<>();
      VirtualTime.Participant watching = time.join();
      for (int i = 1; i <= options.processes(); i++) {
        Ingester.Setup setup = setup(arxiv, "thread-" + i, options.seed() + i);
        VirtualTime.Participant participant = time.join();
        threads.add(
            Thread.ofPlatform()
                .name(setup.name())
                .start(() -> {
                  try (participant;
                      Ingester ingester = new Ingester(setup, database, participant)) {
                    ingester.run(end);
                  } catch (InterruptedException | RuntimeException e) {
                    failures.put(setup.name(), e.toString());
                  }
                }));
      }
      RehearsalReport report = watch(watching, database, arxiv, 0, progress);
      for (Thread thread : threads) {
        thread.join();
      }
      return report;
    }
  }

  /// With processes of their own, on the database at `address`, which `database` is open on.
  public RehearsalReport inProcesses(
      Database database, DatabaseAddress address, Consumer<Progress> progress)
      throws InterruptedException {
    VirtualTime.Participant watching = time.join();
    try (TimeService service = new TimeService(time);
        Children children =
            new Children(
                service,
                time,
                address,
                new Killings(options.seed(), options.kills(), time.instant().plus(WARM_UP), end),
                end);
        FakeArxiv arxiv = new FakeArxiv(world, faults, time, options.seed(), children::saw)) {
      for (int i = 1; i <= options.processes(); i++) {
        children.start(setup(arxiv, "process-" + i, options.seed() + i));
      }
      RehearsalReport report = watch(watching, database, arxiv, 0, progress);
      failures.putAll(children.join());
      return report.with(children.killed(), failures);
    }
  }

  private RehearsalReport watch(
      VirtualTime.Participant participant,
      Database database,
      FakeArxiv arxiv,
      int killed,
      Consumer<Progress> progress)
      throws InterruptedException {
    Audit audit = new Audit(world, database);
    LocalDate told = world.first.minusDays(1);
    try (participant) {
      while (participant.instant().isBefore(end)) {
        participant.sleep(BETWEEN_LOOKS);
        Instant now = participant.instant();
        audit.look(now);
        LocalDate today = now.atZone(ArxivCalendar.NEW_YORK).toLocalDate();
        if (today.isAfter(told) && !today.isAfter(world.last)) {
          told = today;
          progress.accept(
              new Progress(
                  today,
                  (int) (today.toEpochDay() - world.first.toEpochDay()),
                  options.days(),
                  arxiv.seen().size(),
                  (int) audit.gaps().stream().filter(gap -> gap.closed() == null).count()));
        }
      }
    }
    // The last list may still be on its way.
    Audit.Totals totals = audit.end(world.last.minusDays(2));
    return RehearsalReport.of(
        options, world, faults, audit, totals, arxiv.seen(), fetches(database), killed, failures);
  }

  /// When requests began, by the table in which ingest writes them down.
  private static List<Instant> fetches(Database database) {
    return database
        .sql()
        .sql("select began from fetch_log where gate = 'arxiv' order by began, id")
        .query((row, number) -> row.getTimestamp(1).toInstant())
        .list();
  }

  static Map<String, Integer> byName(Map<Fault, Integer> struck) {
    Map<String, Integer> named = new TreeMap<>();
    struck.forEach((fault, count) -> named.put(fault.toString(), count));
    return named;
  }

  static @Nullable Duration smallestGap(List<Instant> moments) {
    List<Instant> sorted = moments.stream().sorted().toList();
    Duration smallest = null;
    for (int i = 1; i < sorted.size(); i++) {
      Duration gap = Duration.between(sorted.get(i - 1), sorted.get(i));
      smallest = smallest == null || gap.compareTo(smallest) < 0 ? gap : smallest;
    }
    return smallest;
  }
}
