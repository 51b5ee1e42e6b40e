package org.offprint.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestServer.header;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.server.Member;
import org.offprint.server.TestServer;
import org.offprint.server.account.Role;

/// Starting, following and cancelling a run as a browser does it, and as somebody who should not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunPagesTest {
  private static final Pattern PROOF = Pattern.compile("name=\"proof\" value=\"([^\"]+)\"");
  private static final String PAPER = "/papers/" + FakeLab.PAPER;

  private final HttpClient client = HttpClient.newHttpClient();
  private TestServer server;
  private int curators;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    System.setProperty("offprint.home", FakeLab.write(folder.resolve("home"), 1).toString());
    try {
      server = TestServer.with();
    } finally {
      System.clearProperty("offprint.home");
    }
    server.context().getBean(Runs.class).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aReaderSeesNoFormAndCannotStart() {
    assertThat(server.get(PAPER).body()).doesNotContain("Start the run");
    assertThat(server.get(PAPER).body()).contains("Run it yourself");

    HttpResponse<String> refused =
        post("/runs/requests", "", "proof=x", "what=cut-cross-entropy/waits");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("Only somebody who is signed in can do this");
  }

  @Test
  void aCuratorStartsFollowsAndCancelsARun() throws Exception {
    String cookie = signIn();
    assertThat(server.get("/runs/queue", "Cookie", cookie).body())
        .contains("You are signed in as a curator");
    HttpResponse<String> page = paperWithForm(cookie);
    assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
    assertThat(page.body()).contains("value=\"cut-cross-entropy/waits\"");

    HttpResponse<String> started =
        post(
            "/runs/requests",
            cookie,
            "proof=" + proof(page),
            "what=cut-cross-entropy/waits",
            "seeds=1");

    assertThat(started.statusCode()).isEqualTo(303);
    String run = header(started, "Location");
    assertThat(run).matches("/runs/requests/\\d+");
    List<String> events = new ArrayList<>();
    Thread follower = Thread.ofVirtual().start(() -> events.addAll(events(run)));
    await(() -> server.get(run).body().contains("1 of 10"));
    assertThat(server.get(run).body()).contains("run.js").doesNotContain("Cancel the run");
    String own = server.get(run, "Cookie", cookie).body();
    assertThat(own).contains("Cancel the run");
    assertThat(server.get("/runs/queue").body()).contains(run);
    assertThat(post(run + "/cancel", "", "proof=" + proof(page)).statusCode()).isEqualTo(403);

    assertThat(post(run + "/cancel", cookie, "proof=" + proof(page)).statusCode()).isEqualTo(303);

    await(() -> server.get(run).body().contains(">cancelled<"));
    follower.join();
    assertThat(String.join("\n", events))
        .contains("data:{\"text\":\"Offprint: building what is stale.\\n")
        .contains("event:log", "event:state", "cut-cross-entropy on waits\\n", "\"done\":1")
        .contains("\"words\":\"cancelled\",\"over\":true");
    assertThat(server.get(run).body()).doesNotContain("run.js");
  }

  @Test
  void onlyWhatTheLabNamesIsAccepted() {
    String cookie = signIn();
    String proof = "proof=" + proof(paperWithForm(cookie));

    for (String what :
        List.of(
            "", "waits", "cut-cross-entropy/none", "cut-cross-entropy/waits;id", "../x/waits")) {
      HttpResponse<String> refused = post("/runs/requests", cookie, proof, "what=" + what);
      assertThat(refused.statusCode()).as(what).isEqualTo(400);
      assertThat(refused.body()).contains("is not a method and a task of the lab");
    }
    for (String seeds : List.of("0", "101", "-1", "1e3", "three")) {
      assertThat(
              post(
                      "/runs/requests",
                      cookie,
                      proof,
                      "what=cut-cross-entropy/waits",
                      "seeds=" + seeds)
                  .statusCode())
          .as(seeds)
          .isEqualTo(400);
    }
  }

  @Test
  void aFormOfAnotherSiteOrAnotherSessionIsRefused() {
    String cookie = signIn();
    String proof = "proof=" + proof(paperWithForm(cookie));
    String[] fields = {proof, "what=cut-cross-entropy/fails"};

    assertThat(send("/runs/requests", fields, "Cookie", cookie).statusCode()).isEqualTo(403);
    assertThat(
            send("/runs/requests", fields, "Cookie", cookie, "Origin", "https://evil.example")
                .statusCode())
        .isEqualTo(403);
    assertThat(
            send(
                    "/runs/requests",
                    fields,
                    "Cookie",
                    cookie,
                    "Origin",
                    server.address(),
                    "Sec-Fetch-Site",
                    "cross-site")
                .statusCode())
        .isEqualTo(403);
    String other = signIn();
    assertThat(post("/runs/requests", other, fields).statusCode()).isEqualTo(403);
    assertThat(post("/runs/requests", cookie, "what=cut-cross-entropy/fails").statusCode())
        .isEqualTo(403);
    assertThat(server.get("/runs/queue").body()).doesNotContain(", fails");
  }

  @Test
  void aMemberWhoIsNoCuratorCannotStart() {
    Member member = server.member("ada", Role.member);
    assertThat(member.get(PAPER).body()).doesNotContain("Start the run");

    HttpResponse<String> refused = member.post("/runs/requests", "what=cut-cross-entropy/waits");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("Only a curator can do this");
  }

  @Test
  void aRunThatNobodyAskedForIsNotFound() {
    for (String path : List.of("/runs/requests/4242", "/runs/requests/4242/events")) {
      assertThat(server.get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void aServerWithoutTheRepositorySaysSo() {
    try (TestServer alone = TestServer.with()) {
      Runs runs = alone.context().getBean(Runs.class);
      assertThat(runs.form(FakeLab.PAPER, "proof").orElseThrow().why()).isEqualTo(Lab.NOT_HERE);
    }
  }

  private HttpResponse<String> paperWithForm(String cookie) {
    await(() -> server.get(PAPER, "Cookie", cookie).body().contains("Start the run"));
    return server.get(PAPER, "Cookie", cookie);
  }

  private String signIn() {
    return server.member("curator-" + curators++, Role.curator).cookie();
  }

  private static String proof(HttpResponse<String> page) {
    Matcher proof = PROOF.matcher(page.body());
    assertThat(proof.find()).as("a form in " + page.uri()).isTrue();
    return proof.group(1);
  }

  private HttpResponse<String> post(String path, String cookie, String... fields) {
    return cookie.isEmpty()
        ? send(path, fields, "Origin", server.address())
        : send(path, fields, "Origin", server.address(), "Cookie", cookie);
  }

  private HttpResponse<String> send(String path, String[] fields, String... headers) {
    String body =
        Arrays.stream(fields)
            .map(field -> field.replace(";", "%3B").replace("/", "%2F"))
            .collect(Collectors.joining("&"));
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(server.address() + path))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .headers(headers)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> events(String run) {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(server.address() + run + "/events")).build(),
              BodyHandlers.ofLines())
          .body()
          .toList();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    for (int i = 0; i < 600; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("a minute was not enough");
  }
}
