package org.offprint.server.hub;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.offprint.server.TestServer;
import org.offprint.server.feed.Trending;
import org.offprint.server.ingest.ImportProgress;
import org.offprint.server.ingest.Importer;
import org.offprint.server.paper.Papers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Our answers beside archived real ones: same papers in the same order, same keys in the same
/// order, same values, but for the differences that docs/api.md lists.
class HubArchiveTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path ARCHIVE =
      Path.of(
          System.getenv().getOrDefault("OFFPRINT_SHARED_DATA", "../../shared/data"),
          "daily-papers",
          "daily-papers-raw.jsonl.gz");
  private static final String FIRST = "2025-11-17";
  private static final String LAST = "2026-06-01";

  @Test
  void archivedDaysAreAnsweredAsTheyWere() throws Exception {
    assumeTrue(Files.exists(ARCHIVE), "this test wants the daily-papers archive at " + ARCHIVE);
    Map<String, List<JsonNode>> days = days();
    Path part = Files.createTempFile("archive", ".jsonl");
    try (TestServer server = TestServer.with()) {
      // The bundled edition has later counts of its own.
      Set<String> bundled = new TreeSet<>();
      JSON.readTree(server.get("/api/v1/editions/first").body())
          .get("items")
          .forEach(entry -> bundled.add(id(entry)));
      days.values().forEach(day -> day.removeIf(line -> bundled.contains(id(line.get("entry")))));
      Files.write(
          part, days.values().stream().flatMap(List::stream).map(JsonNode::toString).toList());
      importInto(server, part);
      int compared = 0;
      for (Map.Entry<String, List<JsonNode>> day : days.entrySet()) {
        JsonNode ours =
            JSON.readTree(server.get("/api/daily_papers?limit=100&date=" + day.getKey()).body());
        List<JsonNode> theirs = day.getValue().stream().map(line -> line.get("entry")).toList();
        assertThat(ranked(ours.valueStream().toList())).as(day.getKey()).isEqualTo(ranked(theirs));
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        theirs.forEach(entry -> byId.put(id(entry), entry));
        for (JsonNode entry : ours) {
          sameKeysAndValues(entry, java.util.Objects.requireNonNull(byId.get(id(entry))));
          compared++;
        }
      }
      assertThat(compared).isGreaterThan(2000);
    } finally {
      Files.delete(part);
    }
  }

  /// The order by votes and date; those that are equal in both have no rule.
  private static Map<String, Set<String>> ranked(List<JsonNode> entries) {
    Map<String, Set<String>> ranks = new LinkedHashMap<>();
    for (JsonNode entry : entries) {
      String rank =
          entry.get("paper").get("upvotes").intValue()
              + " "
              + entry.get("publishedAt").stringValue();
      ranks.computeIfAbsent(rank, none -> new TreeSet<>()).add(id(entry));
    }
    return ranks;
  }

  private static void sameKeysAndValues(JsonNode ours, JsonNode theirs) {
    assertThat(keys(ours)).as(id(ours)).isEqualTo(keys(theirs));
    assertThat(keys(ours.get("paper"))).as(id(ours)).isEqualTo(keys(theirs.get("paper")));
    for (String key : List.of("publishedAt", "title", "numComments")) {
      assertThat(text(ours.get(key))).as(id(ours) + " " + key).isEqualTo(text(theirs.get(key)));
    }
    for (String key :
        List.of(
            "publishedAt",
            "title",
            "upvotes",
            "projectPage",
            "githubRepo",
            "githubRepoAddedBy",
            "githubStars",
            "ai_summary",
            "ai_keywords")) {
      assertThat(text(ours.get("paper").path(key)))
          .as(id(ours) + " " + key)
          .isEqualTo(text(theirs.get("paper").path(key)));
    }
    assertThat(names(ours)).isEqualTo(names(theirs));
    // Links merge in an order of their own, so that imports may come in any order.
    assertThat(media(ours)).containsExactlyInAnyOrderElementsOf(media(theirs));
    assertThat(ours.path("submittedBy").path("name"))
        .isEqualTo(theirs.path("submittedBy").path("name"));
    assertThat(ours.path("organization").path("name"))
        .isEqualTo(theirs.path("organization").path("name"));
  }

  /// We do not store which model wrote the summary, and leave out a list that says nothing.
  private static List<String> keys(JsonNode object) {
    return object.propertyNames().stream()
        .filter(key -> !key.equals("ai_summary_model"))
        .filter(key -> !object.get(key).isArray() || !text(object.get(key)).isEmpty())
        .toList();
  }

  /// Sources wrap lines and repeat keywords; we fold white space and keep each once.
  private static String text(JsonNode value) {
    String text =
        value.isArray()
            ? value.valueStream().map(JsonNode::toString).distinct().collect(joining(","))
            : value.toString();
    return text.replaceAll("(\\\\n|\\s)+", " ")
        .replaceAll("\" | \"", "\"")
        .replaceAll("^\"\"$", "");
  }

  private static List<String> names(JsonNode entry) {
    return entry
        .get("paper")
        .get("authors")
        .valueStream()
        .filter(author -> !author.get("hidden").booleanValue())
        .map(author -> author.get("name").stringValue())
        .toList();
  }

  private static List<String> media(JsonNode entry) {
    return entry.path("mediaUrls").valueStream().map(JsonNode::stringValue).toList();
  }

  private static String id(JsonNode entry) {
    return entry.get("paper").get("id").stringValue();
  }

  private static void importInto(TestServer server, Path file) {
    new Importer(
            new Papers(server.database(), Trending::heat),
            server.database(),
            title -> Optional.empty(),
            InstantSource.system())
        .run(List.of(file.toString()), InputStream.nullInputStream(), ImportProgress.SILENT);
  }

  private static Map<String, List<JsonNode>> days() throws IOException {
    Map<String, List<JsonNode>> days = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(ARCHIVE)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String day = line.substring(10, 20);
        if (day.compareTo(FIRST) >= 0 && day.compareTo(LAST) <= 0) {
          days.computeIfAbsent(day, none -> new ArrayList<>()).add(JSON.readTree(line));
        }
      }
    }
    // A paper that stood on two days has the later counts in both.
    Map<String, Long> times =
        days.values().stream()
            .flatMap(List::stream)
            .collect(groupingBy(line -> id(line.get("entry")), counting()));
    days.values()
        .forEach(day -> day.removeIf(line -> times.getOrDefault(id(line.get("entry")), 0L) > 1));
    return days;
  }
}
