package org.offprint.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.benchmarks.Load.Requests;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "community",
    mixinStandardHelpOptions = true,
    description = {
      "Readers at a steady rate, first alone, then while members vote: the votes of a day 100 times as busy as the Daily Papers of 2026 (70,000), pressed",
      "into --minutes. At the end every count is computed again from the log."
    },
    footer = {"", "Example: ./offprint bench community --minutes 10"})
final class CommunityBenchmark implements Callable<Integer> {
  private static final int MEMBERS = 280;
  private static final Pattern PROOF = Pattern.compile("name=\"proof\" value=\"([^\"]+)\"");

  @Mixin Main.Shared shared = new Main.Shared();

  @Option(
      names = "--votes",
      paramLabel = "N",
      description = "How many votes, retractions among them (default: ${DEFAULT-VALUE}).")
  int votes = 70_000;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "In how many minutes they come (default: ${DEFAULT-VALUE}).")
  double minutes = 10;

  @Option(
      names = "--readers",
      paramLabel = "PER_SECOND",
      description = "How many pages are read a second (default: ${DEFAULT-VALUE}).")
  int readers = 100;

  private record Voter(String cookie, String proof) {}

  @Override
  public Integer call() {
    if (shared.quick) {
      votes = 1_000;
      minutes = 0.2;
    }
    Corpus corpus = shared.corpus();
    Report report =
        new Report().fact("corpus", corpus.name()).fact("votes", votes).fact("minutes", minutes);
    Duration measured = Duration.ofMillis((long) (minutes * 60_000));
    try (Installation installation =
        Installation.serving(
            shared, corpus, "accounts.registration=open", "server.trusted-proxies=127.0.0.1/32")) {
      String address = "http://127.0.0.1:" + installation.port();
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      List<Voter> voters = new ArrayList<>();
      int members = shared.quick ? 12 : MEMBERS;
      System.err.println(members + " members join.");
      for (int i = 0; i < members; i++) {
        voters.add(join(client, address, i));
      }
      Sitemap sitemap = Sitemap.of(installation.port());
      List<String> papers = sitemap.papers().subList(0, Math.min(3_000, sitemap.papers().size()));
      List<String> pages = new ArrayList<>(sitemap.days());
      pages.addAll(papers);
      SplittableRandom chance = new SplittableRandom(5);
      int[] order = chance.ints(100_000, 0, pages.size()).toArray();
      Requests reads = new Requests("readers alone", n -> pages.get(order[n % order.length]));
      Load load = new Load(installation.port(), installation::processorMillis);
      Duration alone =
          measured.compareTo(Duration.ofMinutes(2)) < 0 ? measured : Duration.ofMinutes(2);
      load.paced(reads, readers, alone.dividedBy(4)); // warm-up
      Load.Measured before = load.paced(reads, readers, alone);

      AtomicInteger acknowledged = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      Thread voting =
          Thread.ofPlatform()
              .start(() -> vote(client, address, voters, papers, measured, acknowledged, refused));
      Load.Measured during =
          load.paced(new Requests("readers among voters", reads.path()), readers, measured);
      voting.join();

      report.row(before);
      report.row(during);
      report
          .fact("p95 among voters / alone", during.p95() / before.p95())
          .fact("votes acknowledged", acknowledged.get())
          .fact("votes refused", refused.get());
      installation.stop();
      Installation.Output check = installation.command("votes");
      report.fact("check", check.text().strip());
      report.print(shared.json);
      return check.exitCode();
    } catch (IOException e) {
      throw new BenchmarkFailure("the server did not answer: " + e);
    } catch (InterruptedException e) {
      throw new BenchmarkFailure("interrupted");
    }
  }

  /// Sends votes at a steady rate, each from one of the members on one of the papers; one in five
  /// takes a vote back.
  private void vote(
      HttpClient client,
      String address,
      List<Voter> voters,
      List<String> papers,
      Duration within,
      AtomicInteger acknowledged,
      AtomicInteger refused) {
    SplittableRandom chance = new SplittableRandom(11);
    long begin = System.nanoTime();
    try (var threads = java.util.concurrent.Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < votes; i++) {
        long due = begin + (long) (within.toNanos() * ((double) i / votes));
        long wait = due - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(Duration.ofNanos(wait));
        }
        Voter voter = voters.get(i % voters.size());
        String paper = papers.get(chance.nextInt(papers.size())).substring("/papers/".length());
        String form =
            "proof=%s&paper=%s&up=%d"
                .formatted(voter.proof(), encoded(paper), chance.nextInt(5) == 0 ? 0 : 1);
        threads.submit(() -> {
          try {
            int status =
                post(client, address, "/votes", form, voter.cookie(), "application/json", null)
                    .statusCode();
            (status == 200 ? acknowledged : refused).incrementAndGet();
          } catch (IOException e) {
            refused.incrementAndGet();
          }
          return null;
        });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Each from a network of their own, as a proxy in front would say.
  private static Voter join(HttpClient client, String address, int number)
      throws IOException, InterruptedException {
    HttpResponse<String> welcome =
        post(
            client,
            address,
            "/join",
            "name=member-%d&password=%s"
                .formatted(number, encoded("quiet herons under bridge " + number * 7919)),
            "",
            "text/html",
            "10.0.%d.%d".formatted(number / 250, number % 250 + 1));
    String cookie = welcome.headers().firstValue("Set-Cookie").orElse("").split(";")[0];
    Matcher proof =
        PROOF.matcher(
            client
                .send(
                    HttpRequest.newBuilder(URI.create(address + "/me"))
                        .header("Cookie", cookie)
                        .build(),
                    BodyHandlers.ofString())
                .body());
    if (!proof.find()) {
      throw new BenchmarkFailure(
          "member %d could not join: %d".formatted(number, welcome.statusCode()));
    }
    return new Voter(cookie, proof.group(1));
  }

  private static HttpResponse<String> post(
      HttpClient client,
      String address,
      String path,
      String form,
      String cookie,
      String accept,
      @org.jspecify.annotations.Nullable String network)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", address)
            .header("Accept", accept)
            .POST(BodyPublishers.ofString(form));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    if (network != null) {
      request.header("X-Forwarded-For", network);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
