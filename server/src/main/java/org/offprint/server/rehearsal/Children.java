package org.offprint.server.rehearsal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.offprint.server.db.DatabaseAddress;

/// The processes of a rehearsal: started, killed at the appointed moments, and started again.
final class Children implements AutoCloseable {
  private record Child(Ingester.Setup setup, Process process) {}

  private static final int LONGEST_START_SECONDS = 60;

  private final TimeService service;
  private final VirtualTime time;
  private final DatabaseAddress database;
  private final Killings killings;
  private final Instant end;
  private final Map<String, Child> children = new ConcurrentHashMap<>();
  private final AtomicInteger killed = new AtomicInteger();
  private final List<Thread> killers = new ArrayList<>();

  Children(
      TimeService service,
      VirtualTime time,
      DatabaseAddress database,
      Killings killings,
      Instant end) {
    this.service = service;
    this.time = time;
    this.database = database;
    this.killings = killings;
    this.end = end;
  }

  /// Returns when the process lives in the time of the rehearsal.
  void start(Ingester.Setup setup) {
    int joined = service.joined();
    try {
      Process process =
          new ProcessBuilder(
                  java(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  RehearsalProcess.class.getName(),
                  setup.name(),
                  setup.oai().toString(),
                  setup.rss().toString(),
                  setup.api().toString(),
                  String.join(",", setup.categories()),
                  setup.pause().toString(),
                  setup.timeout().toString(),
                  String.valueOf(setup.seed() + 1000L * killed.get()),
                  String.valueOf(service.port()),
                  end.toString(),
                  database.url(),
                  database.user())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      children.put(setup.name(), new Child(setup, process));
      try (OutputStream in = process.getOutputStream()) {
        in.write(database.password().getBytes(StandardCharsets.UTF_8));
      }
      service.awaitJoined(joined + 1, LONGEST_START_SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be started".formatted(setup.name()), e);
    }
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  /// Takes note of a request; the time stands still from here until its sender lives again.
  synchronized void saw(FakeArxiv.Seen request) {
    Child child = children.get(request.by());
    if (child == null || !killings.strikesAt(request.at())) {
      return;
    }
    VirtualTime.Participant hold = time.join();
    killers.add(
        Thread.ofVirtual()
            .start(() -> {
              try (hold) {
                Thread.sleep(killings.after());
                child.process().destroyForcibly().waitFor();
                killed.incrementAndGet();
                start(child.setup());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
  }

  int killed() {
    return killed.get();
  }

  /// Waits for all to end; returns those that failed, and how.
  Map<String, String> join() throws InterruptedException {
    for (Thread killer : List.copyOf(killers)) {
      killer.join();
    }
    Map<String, String> failed = new TreeMap<>();
    for (Child child : children.values()) {
      if (!child.process().waitFor(LONGEST_START_SECONDS, TimeUnit.SECONDS)) {
        failed.put(child.setup().name(), "it does not end");
      } else if (child.process().exitValue() != 0) {
        failed.put(child.setup().name(), "exit code " + child.process().exitValue());
      }
    }
    return failed;
  }

  @Override
  public void close() {
    children.values().forEach(child -> child.process().destroyForcibly());
  }
}
