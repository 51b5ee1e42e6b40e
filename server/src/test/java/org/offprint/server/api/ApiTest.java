package org.offprint.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestPapers.listed;
import static org.offprint.server.TestPapers.unlisted;
import static org.offprint.server.TestServer.header;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offprint.server.Gates;
import org.offprint.server.TestDays;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ApiTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static TestServer server;
  private static JsonNode description;

  @BeforeAll
  static void start() {
    server =
        TestServer.parts(
            new Gates().parts(),
            TestPapers.FULL_LISTED,
            listed("2603.00002", "2026-03-05", 40, "2026-03-03T00:00:00Z"),
            listed("2603.00003", "2026-03-05", null, "2026-03-04T19:00:00Z"),
            listed("2603.00005", "2026-03-09", 1, "2026-03-06T00:00:00Z"),
            unlisted("cs/0112017", "2001-12-14"));
    TestDays.fill(server.database());
    server
        .database()
        .sql()
        .sql(
            "insert into revision (paper, version, title) values ('2603.01234', 1, 'A first title')")
        .update();
    server
        .database()
        .sql()
        .sql(
            """
            with writer as (
              insert into account (name, shown, role, created) values ('ada', 'Ada', 'member', now()) returning id),
            first as (
              insert into comment (paper, account, text, created, form)
              select '2603.01234', id, 'Is $x$ finite?', now(), 'one' from writer returning id)
            insert into comment (paper, parent, text, created, edited, hidden, hidden_note, form)
            select '2603.01234', id, 'hidden', now(), now(), now(), 'off topic', 'two' from first
            """)
        .update();
    description = JSON.readTree(server.get("/api/v1/openapi.json").body());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionIsARoute() {
    TreeSet<String> routes = new TreeSet<>();
    server
        .context()
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .forEach(mapping -> routes.addAll(mapping.getPatternValues()));
    routes.removeIf(route -> !route.startsWith("/api/v1"));

    assertThat(routes)
        .isNotEmpty()
        .isEqualTo(new TreeSet<>(description.get("paths").propertyNames()));
  }

  static Stream<String> addresses() {
    return Stream.of(
        "/api/v1/papers?limit=5",
        "/api/v1/papers/2603.01234",
        "/api/v1/papers/2603.00003v2",
        "/api/v1/papers/cs/0112017",
        "/api/v1/papers/cs/0112017/similar",
        "/api/v1/papers/cs/0112017/results",
        "/api/v1/papers/2411.09009/similar",
        "/api/v1/papers/2411.09009/results",
        "/api/v1/days",
        "/api/v1/days/2026-03-05",
        "/api/v1/days/2026-03-06/state",
        "/api/v1/days/2026-02-28/state",
        "/api/v1/ingest",
        "/api/v1/papers/2603.01234/revisions",
        "/api/v1/papers/cs/0112017/revisions",
        "/api/v1/papers/2603.01234/comments",
        "/api/v1/papers/cs/0112017/comments",
        "/api/v1/weeks/2026-W10",
        "/api/v1/months/2026-03",
        "/api/v1/trending",
        "/api/v1/editions",
        "/api/v1/editions/first",
        "/api/v1/authors/Ada%20Lovelace",
        "/api/v1/organisations",
        "/api/v1/organisations/analytical-engines",
        "/api/v1/categories",
        "/api/v1/methods",
        "/api/v1/methods/cut-cross-entropy",
        "/api/v1/boards",
        "/api/v1/boards/large-vocabulary-head",
        "/api/v1/openapi.json");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("addresses")
  void anAnswerHasTheShapeThatIsDescribed(String address) {
    HttpResponse<String> answer = server.get(address);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).startsWith("application/json");
    assertThat(schemaOf(address, "200", "application/json").validate(JSON.readTree(answer.body())))
        .isEmpty();
  }

  @Test
  void aDayThatLacksPapersIsPartialAndNamesThem() {
    JsonNode day = JSON.readTree(server.get("/api/v1/days/2026-03-06/state").body());
    assertThat(day.get("state").stringValue()).isEqualTo("partial");
    assertThat(day.get("announced").intValue()).isEqualTo(3);
    assertThat(day.get("missing").valueStream().map(JsonNode::stringValue))
        .containsExactly("2603.00008", "2603.00009");
    JsonNode unknown = JSON.readTree(server.get("/api/v1/days/2026-02-28/state").body());
    assertThat(unknown.get("state").isNull()).isTrue();
    assertThat(unknown.get("announced").isNull()).isTrue();
  }

  @Test
  void everyStoredResultCanBeRead() {
    JsonNode runs =
        JSON.readTree(server.get("/api/v1/methods/cut-cross-entropy").body()).get("results");
    for (JsonNode run : runs) {
      anAnswerHasTheShapeThatIsDescribed("/api/v1/results/" + run.get("id").stringValue());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/papers?colour=red",
        "/api/v1/papers?limit=0",
        "/api/v1/papers?limit=101",
        "/api/v1/papers?sort=votes",
        "/api/v1/papers?cursor=nonsense",
        "/api/v1/papers?from=2026-02-30",
        "/api/v1/days/2026-02-30",
        "/api/v1/days/yesterday/state",
        "/api/v1/ingest?days=3",
        "/api/v1/weeks/2025-W53",
        "/api/v1/trending?cursor=%25%25",
        "/api/v1/categories?limit=3"
      })
  void aMistakeIsAProblemThatSaysWhatWasExpected(String address) {
    HttpResponse<String> answer = server.get(address);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(schema("Problem").validate(problem)).isEmpty();
    assertThat(problem.get("detail").stringValue())
        .matches(detail ->
            detail.contains("expected")
                || detail.contains("take it from")
                || detail.contains("takes none"));
  }

  @Test
  void anUnknownParameterIsToldTheKnownOnes() {
    assertThat(server.get("/api/v1/trending?page=2").body())
        .contains("page: no such parameter here; expected cursor, limit.");
  }

  @Test
  void whatIsNotHereIsAProblemToo() {
    for (String address :
        List.of(
            "/api/v1/papers/2501.00001",
            "/api/v1/papers/nonsense",
            "/api/v1/papers/2501.00001/revisions",
            "/api/v1/editions/none",
            "/api/v1/methods/none",
            "/api/v1/boards/none",
            "/api/v1/results/none",
            "/api/v1/authors/Nobody",
            "/api/v1/nowhere")) {
      HttpResponse<String> answer = server.get(address);
      assertThat(answer.statusCode()).as(address).isEqualTo(404);
      assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
    }
  }

  @Test
  void unknownIsNullAndEveryKeyIsThere() {
    JsonNode counts =
        JSON.readTree(server.get("/api/v1/papers/2603.00003").body()).get("paper").get("counts");
    assertThat(counts.get("upvotes").isNull()).isTrue();
    assertThat(counts.get("comments").isNull()).isTrue();
  }

  @Test
  void theTrendingScoreCanBeComputedFromItsInputs() {
    for (JsonNode entry : JSON.readTree(server.get("/api/v1/trending").body()).get("items")) {
      JsonNode score = entry.get("trending");
      double heat =
          Trending.heat(
              score.get("upvotes").isNull() ? null : score.get("upvotes").intValue(),
              score.get("comments").isNull() ? null : score.get("comments").intValue(),
              java.time.Instant.parse(score.get("shownAt").stringValue()));
      assertThat(score.get("heat").doubleValue()).isEqualTo(heat);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/papers",
        "/api/v1/papers?q=entropy",
        "/api/v1/papers?q=entropy&sort=newest",
        "/api/v1/trending",
        "/api/v1/months/2026-03",
        "/api/v1/days"
      })
  void aWalkByCursorSeesWhatOneAnswerSees(String address) {
    String mark = address.contains("?") ? "&" : "?";
    List<String> atOnce = keys(server.get(address + mark + "limit=100"));
    List<String> walked = new ArrayList<>();
    String next = address + mark + "limit=3";
    while (!next.isEmpty()) {
      HttpResponse<String> page = server.get(next);
      walked.addAll(keys(page));
      String link = header(page, "Link");
      assertThat(link.isEmpty()).isEqualTo(JSON.readTree(page.body()).get("next").isNull());
      next = link.isEmpty() ? "" : link.substring(1 + server.address().length(), link.indexOf('>'));
    }
    assertThat(walked).isEqualTo(atOnce).doesNotHaveDuplicates();
  }

  @Test
  void aPaperThatArrivesMeanwhileNeitherRepeatsNorHidesAnother() {
    HttpResponse<String> first = server.get("/api/v1/months/2026-03?limit=2");
    new Papers(server.database(), Trending::heat)
        .save(List.of(listed("2603.00099", "2026-03-06", 1000, "2026-03-06T00:00:00Z")));
    String link = header(first, "Link");
    HttpResponse<String> second =
        server.get(link.substring(1 + server.address().length(), link.indexOf('>')));
    assertThat(keys(second)).doesNotContainAnyElementsOf(keys(first)).doesNotContain("2603.00099");
  }

  @Test
  void filtersAreExactAndJoin() {
    assertThat(keys(server.get("/api/v1/papers?author=paul%20erdos")))
        .containsExactly("2603.01234");
    assertThat(keys(server.get("/api/v1/papers?organisation=analytical-engines&category=cs.CL")))
        .containsExactly("2603.01234");
    assertThat(keys(server.get("/api/v1/papers?author=Ada%20Lovelace&category=cs.CV"))).isEmpty();
    assertThat(keys(server.get("/api/v1/papers?from=2001-12-14&to=2001-12-14")))
        .containsExactly("cs/0112017");
  }

  private static List<String> keys(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body())
        .get("items")
        .valueStream()
        .map(item -> item.has("paper") ? item.get("paper") : item)
        .map(item -> item.has("id") ? item.get("id").stringValue() : item.get("day").stringValue())
        .toList();
  }

  private static Schema schemaOf(String address, String status, String type) {
    String path = address.replaceFirst("\\?.*", "");
    TreeMap<Integer, String> fitting = new TreeMap<>();
    for (String known : description.get("paths").propertyNames()) {
      if (path.matches(known.replaceAll("\\{\\w+\\}", "[^/]+"))) {
        fitting.put(known.replaceAll("[^{]", "").length(), known);
      }
    }
    JsonNode operation = description.get("paths").get(fitting.firstEntry().getValue()).get("get");
    JsonNode schema = operation.get("responses").get(status).get("content").get(type).get("schema");
    return compiled((ObjectNode) schema.deepCopy());
  }

  private static Schema schema(String name) {
    return compiled(JSON.createObjectNode().put("$ref", "#/components/schemas/" + name));
  }

  private static Schema compiled(ObjectNode schema) {
    schema.set("components", description.get("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
  }
}
