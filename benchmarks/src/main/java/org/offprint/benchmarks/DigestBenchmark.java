package org.offprint.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "digest",
    mixinStandardHelpOptions = true,
    description =
        "Readers subscribe over HTTP and confirm by mail; then one process chooses and sends an issue to each, over SMTP to a sink on this machine. Minutes, mails a second, memory.")
final class DigestBenchmark implements Callable<Integer> {
  private static final int AT_ONCE = 16;
  private static final List<String> CONTENTS =
      List.of(
          "&whole=1&trending=1&changes=1",
          "&whole=1&categories=cs.CL&changes=1&trending=1",
          "&whole=1&searches=language+-survey&trending=1",
          "&whole=1&categories=cs.LG%0Acs.CV&verdicts=1&trending=1",
          "&whole=1&trending=1&quiet=1&most=20");

  @Mixin Main.Shared shared = new Main.Shared();

  @Option(
      names = "--readers",
      paramLabel = "N",
      description = "How many readers (default: 12000; 200 with --quick).")
  @Nullable Integer readers;

  @Option(
      names = "--dkim",
      paramLabel = "FILE",
      description = "A private key as PEM; mails are then signed.")
  @Nullable Path dkim;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (shared.data != null) {
      throw new BenchmarkFailure(
          "digest takes no --data: it would send the digests of that folder's readers.");
    }
    int count = readers != null ? readers : shared.quick ? 200 : 12_000;
    Report report = new Report();
    try (MailSink sink = new MailSink();
        Installation installation = new Installation(shared.home(), shared.data)) {
      Files.createDirectories(installation.folder());
      Files.writeString(
          installation.folder().resolve("offprint.properties"),
          """
          mail.host = 127.0.0.1
          mail.port = %d
          mail.security = none
          mail.from = Papers <digest@papers.example.org>
          mail.bounces = bounce@papers.example.org
          site.url = https://papers.example.org
          server.trusted-proxies = 127.0.0.0/8
          %s
          """
              .formatted(
                  sink.port(), dkim == null ? "" : "mail.dkim.key = " + dkim.toAbsolutePath()));
      installation.start();
      subscribe(installation, sink, count, report);
      installation.stop();
      send(installation, sink, count, report);
    }
    report.print(shared.json);
    return 0;
  }

  private static void subscribe(Installation installation, MailSink sink, int count, Report report)
      throws InterruptedException {
    String root = "http://127.0.0.1:" + installation.port();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger confirmed = new AtomicInteger();
    AtomicInteger failures = new AtomicInteger();
    long began = System.nanoTime();
    try (HttpClient client = HttpClient.newHttpClient()) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  int number;
                  while ((number = next.getAndIncrement()) < count) {
                    String form =
                        "address=reader%d%%40d%d.example.org%s"
                            .formatted(number, number % 50, CONTENTS.get(number % CONTENTS.size()));
                    if (post(client, root + "/subscribe", form, number) != 202) {
                      failures.incrementAndGet();
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      double asked = (System.nanoTime() - began) / 1e9;
      long patience = System.nanoTime() + 600_000_000_000L;
      threads.clear();
      for (int i = 0; i < AT_ONCE; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  while (confirmed.get() + failures.get() < count && System.nanoTime() < patience) {
                    String link = sink.links.poll();
                    if (link == null) {
                      pause();
                    } else if (post(client, root + link, "", 0) == 303) {
                      confirmed.incrementAndGet();
                    } else {
                      failures.incrementAndGet();
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      if (confirmed.get() < count) {
        throw new BenchmarkFailure(
            "%d of %d readers confirmed; %d requests failed"
                .formatted(confirmed.get(), count, failures.get()));
      }
      report.fact("asked, per s", count / asked);
      report.fact("asked and confirmed by mail, s", seconds);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int post(HttpClient client, String address, String form, int caller) {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(address))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .header("X-Forwarded-For", "10.%d.%d.7".formatted(caller / 250, caller % 250))
                  .POST(BodyPublishers.ofString(form))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private static void send(Installation installation, MailSink sink, int count, Report report)
      throws InterruptedException {
    int before = sink.mails.get();
    long bytesBefore = sink.bytes.get();
    long began = System.nanoTime();
    Process process =
        installation.digesting(LocalDate.now(ZoneOffset.UTC).plusDays(4)); // over any weekend
    double most = 0;
    double mostDatabase = 0;
    while (process.isAlive()) {
      Memory memory = Memory.of(process.pid(), installation.folder());
      most = Memory.larger(most, memory.server());
      mostDatabase = Memory.larger(mostDatabase, memory.database());
      Thread.sleep(250);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    if (process.exitValue() != 0) {
      throw new BenchmarkFailure("./offprint digest --send ended with " + process.exitValue());
    }
    int sent = sink.mails.get() - before;
    report.row(
        "digest",
        "to a sink",
        "readers",
        count,
        "mails",
        sent,
        "without a header",
        sink.wrong.get(),
        "seconds",
        seconds,
        "mails per s",
        sent / seconds,
        "kB a mail",
        (sink.bytes.get() - bytesBefore) / 1000.0 / Math.max(1, sent),
        "process MB",
        most,
        "database MB",
        mostDatabase);
    if (sent != count) {
      throw new BenchmarkFailure("%d mails came, expected %d".formatted(sent, count));
    }
  }
}
