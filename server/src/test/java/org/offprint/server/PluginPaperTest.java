package org.offprint.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.catalog.plugin.PluginJar;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.Machine;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.Rule;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Task;

/// A paper that a jar brings, on the pages. The jar holds no class, so nothing of it can run.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PluginPaperTest {
  private static final Path TEMPLATE = Path.of("../tools/plugin-template/src/main/resources");

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path data) throws IOException {
    Path plugins = Files.createDirectories(data.resolve("plugins"));
    Path jar = plugins.resolve("gce-paper-1.0.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : List.of("paper", "methods", "claims", "golden")) {
        String path = PluginJar.FOLDER + name + ".json";
        out.putNextEntry(new JarEntry(path));
        out.write(Files.readAllBytes(TEMPLATE.resolve(path)));
      }
    }
    Files.writeString(plugins.resolve("broken.jar"), "no jar");
    ResultFile.store(data.resolve("results"), result(PluginJar.read(jar)));
    server = TestServer.over(data);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Result result(PluginJar plugin) {
    Task task =
        Task.named("gce-noisy-digits", "Digits with wrong labels")
            .dataset("digits")
            .split("half and half")
            .baseline("cross-entropy")
            .protocol("One pass.")
            .metrics(Metric.difference("gain", "gain in accuracy", "%", Direction.HIGHER))
            .agreesWhen(Condition.above("gain", 0))
            .claim(plugin.claims().claims().getFirst());
    List<Run> runs =
        Stream.of(1L, 2L, 3L)
            .map(seed ->
                new Run(
                    seed,
                    new LinkedHashMap<>(Map.of("gain", 3.0 + 0.1 * seed)),
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>(),
                    1,
                    null))
            .toList();
    List<Figure> figures = Figure.over(task, runs);
    return new Result(
        Result.FORMAT,
        plugin.methods().getFirst(),
        task,
        new FormulaCheck("gce-paper-1.0.jar/golden.json", "NumPy, float64", 8, 8, 1e-9, 1e-15),
        runs,
        figures,
        Rule.judge(task, runs, figures),
        new LinkedHashMap<>(),
        "89570d7",
        new LinkedHashMap<>(Map.of("java", "25")),
        new Machine("CPU", "some processor", 2, 1, 1L << 30, "Linux", "quiet"),
        Instant.parse("2026-03-14T04:10:00Z"),
        3,
        null,
        List.of(),
        List.of());
  }

  @Test
  void itsPageHasItsClaimsAndItsRuns() {
    String page = server.get("/papers/1805.07836").body();
    assertThat(page)
        .contains(
            "Generalized Cross Entropy Loss",
            "Summary by whoever brought the paper here",
            "Trained on labels of which a share is wrong",
            "laim agrees at small scale",
            "measured at small scale",
            "./offprint run generalised-cross-entropy",
            "/runs/gce-noisy-digits-20260314T041000Z-89570d7");
    assertThat(server.get("/runs/gce-noisy-digits-20260314T041000Z-89570d7").statusCode())
        .isEqualTo(200);
  }

  @Test
  void itsMethodStandsAmongTheOthersWithoutANumber() {
    assertThat(server.get("/methods?family=loss").body())
        .contains("Generalised cross-entropy", "Cut cross-entropy");
    assertThat(server.get("/api/v1/methods/generalised-cross-entropy").body())
        .contains("\"number\":null", "\"rung\":\"measured at small scale\"");
  }

  @Test
  void theEditionIsAsItWas() {
    assertThat(server.get("/editions/first").body()).doesNotContain("1805.07836");
  }
}
