package org.offprint.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.TestServer;
import org.offprint.server.result.Results;
import org.offprint.server.result.Results.Stored;

/// The runs that come with the build: every number that pages show of them is in their files.
class BundledEvidenceTest {
  private static TestServer server;
  private static Results results;

  @BeforeAll
  static void start() {
    server = TestServer.with();
    results = server.context().getBean(Results.class);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<PaperId> papers() {
    return results.all().stream().map(run -> run.result().method().paper()).distinct();
  }

  static Stream<String> tasks() {
    return results.all().stream().map(run -> run.result().task().id()).distinct();
  }

  static Stream<Stored> runs() {
    return results.all().stream();
  }

  @ParameterizedTest
  @MethodSource("papers")
  void onThePageOfItsPaper(PaperId paper) {
    Traced.paperPage(server, results, paper);
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void onTheBoardOfItsTask(String task) {
    assertThat(results.ofTask(task)).isNotEmpty();
    Traced.board(server, results, task);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("runs")
  void onItsOwnPage(Stored run) {
    Traced.runPage(server, results, run);
  }
}
