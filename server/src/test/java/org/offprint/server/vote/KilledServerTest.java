package org.offprint.server.vote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of the server and of its database while people vote and comment: what was acknowledged
/// is there after the next start.
class KilledServerTest {
  private static final Pattern PROOF = Pattern.compile("name=\"proof\" value=\"([^\"]+)\"");

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path data;

  /// A server as a process of its own.
  private record Running(Process process, String address, String code) {}

  @Test
  void noAcknowledgedVoteOrCommentIsLost() throws Exception {
    Running first = start(true);
    String cookie;
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    try {
      HttpResponse<String> admin =
          post(
              first,
              "/setup",
              "",
              "code=" + first.code(),
              "name=ada",
              "password=seven kind herons under glass");
      assertThat(admin.statusCode()).isEqualTo(303);
      cookie = admin.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
      String proof = proof(first, cookie);
      List<String> papers = papers(first);
      assertThat(papers).hasSizeGreaterThan(40);

      List<Thread> voters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int part = i;
        voters.add(
            Thread.ofVirtual().start(() -> vote(first, cookie, proof, papers, part, acknowledged)));
      }
      voters.add(Thread.ofVirtual().start(() -> comment(first, cookie, proof, papers, said)));
      while (acknowledged.size() < 20 || said.size() < 5) {
        Thread.sleep(5);
      }
      ProcessHandle database =
          ProcessHandle.of(Long.parseLong(Files.readAllLines(postmaster()).getFirst().strip()))
              .orElseThrow();
      database.destroyForcibly();
      first.process().destroyForcibly();
      first.process().waitFor();
      for (Thread voter : voters) {
        voter.join();
      }
    } finally {
      first.process().destroyForcibly();
    }

    Running second = start(false);
    try {
      assertThat(second.code()).as("the admin is known").isEmpty();
      for (String paper : acknowledged) {
        assertThat(get(second, "/papers/" + paper, cookie).body())
            .as("the vote on %s", paper)
            .contains("aria-pressed=\"true\"");
      }
      for (String paper : said) {
        assertThat(get(second, "/papers/" + paper, "").body())
            .as("the comment on %s", paper)
            .contains("said of " + paper);
      }
    } finally {
      second.process().destroy();
      if (!second.process().waitFor(30, TimeUnit.SECONDS)) {
        second.process().destroyForcibly();
      }
    }
  }

  private void vote(
      Running server,
      String cookie,
      String proof,
      List<String> papers,
      int part,
      List<String> acknowledged) {
    for (int i = part; i < papers.size(); i += 4) {
      try {
        if (post(server, "/votes", cookie, "proof=" + proof, "paper=" + papers.get(i), "up=1")
                .statusCode()
            == 303) {
          acknowledged.add(papers.get(i));
        }
      } catch (IOException | InterruptedException gone) {
        return;
      }
    }
  }

  private void comment(
      Running server, String cookie, String proof, List<String> papers, List<String> said) {
    for (String paper : papers) {
      try {
        if (post(
                    server,
                    "/comments",
                    cookie,
                    "proof=" + proof,
                    "paper=" + paper,
                    "text=said of " + paper)
                .statusCode()
            == 303) {
          said.add(paper);
        }
      } catch (IOException | InterruptedException gone) {
        return;
      }
    }
  }

  private Path postmaster() throws IOException {
    try (var files = Files.walk(data)) {
      return files.filter(file -> file.endsWith("postmaster.pid")).findFirst().orElseThrow();
    }
  }

  private Running start(boolean empty) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1", // it lives for seconds
                "-cp",
                System.getProperty("java.class.path"),
                "org.offprint.server.Main",
                "serve",
                "--port",
                "0",
                "--data",
                data.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String address = "";
    String line;
    while ((line = output.readLine()) != null) {
      Matcher listening = Pattern.compile("http://localhost:(\\d+)/ ").matcher(line);
      if (listening.find()) {
        address = "http://localhost:" + listening.group(1);
        break;
      }
    }
    assertThat(address).as("the server listens").isNotEmpty();
    Path code = data.resolve("setup-code");
    for (int i = 0; empty && i < 500 && (!Files.exists(code) || Files.size(code) < 20); i++) {
      Thread.sleep(20); // it is made after the server listens
    }
    return new Running(process, address, Files.exists(code) ? Files.readString(code).strip() : "");
  }

  private List<String> papers(Running server) throws IOException, InterruptedException {
    Matcher paper =
        Pattern.compile("id=\"p-([\\w./-]+)\"").matcher(get(server, "/editions/first", "").body());
    List<String> papers = new ArrayList<>();
    while (paper.find()) {
      papers.add(paper.group(1));
    }
    return papers;
  }

  private String proof(Running server, String cookie) throws IOException, InterruptedException {
    Matcher proof = PROOF.matcher(get(server, "/me", cookie).body());
    assertThat(proof.find()).isTrue();
    return proof.group(1);
  }

  private HttpResponse<String> get(Running server, String path, String cookie)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Cookie", cookie.isEmpty() ? "none=1" : cookie)
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(Running server, String path, String cookie, String... fields)
      throws IOException, InterruptedException {
    StringBuilder body = new StringBuilder();
    for (String field : fields) {
      int at = field.indexOf('=');
      body.append(body.isEmpty() ? "" : "&")
          .append(field, 0, at + 1)
          .append(URLEncoder.encode(field.substring(at + 1), StandardCharsets.UTF_8));
    }
    return client.send(
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", server.address())
            .header("Cookie", cookie.isEmpty() ? "none=1" : cookie)
            .POST(BodyPublishers.ofString(body.toString()))
            .build(),
        BodyHandlers.ofString());
  }
}
