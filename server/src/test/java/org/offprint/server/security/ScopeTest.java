package org.offprint.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestPapers.listed;
import static org.offprint.server.TestPapers.unlisted;
import static org.offprint.server.TestServer.header;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.offprint.server.Gates;
import org.offprint.server.Member;
import org.offprint.server.TestServer;
import org.offprint.server.account.Accounts;
import org.offprint.server.account.Role;
import org.offprint.server.account.Scope;
import org.offprint.server.account.Tokens;
import org.offprint.server.security.Routes.Route;

/// Every address of the APIs that changes something, with every scope: one lets in, the others do
/// not.
class ScopeTest {
  /// What lets in, by the end of the address. An address that is not here fails the test.
  private static final Map<String, Scope> NEEDS =
      Map.of(
          "/vote", Scope.vote,
          "/comments", Scope.comment,
          "/comment", Scope.comment,
          "/reply", Scope.comment,
          "/api/v1/papers", Scope.submit,
          "/papers/index", Scope.submit,
          "/papers/submit", Scope.submit,
          "/links", Scope.submit,
          "/papers/claim", Scope.submit);

  private static final String BODY =
      """
      {"text": "Well.", "comment": "Well.", "paper": "2603.00777", "arxivId": "2603.00777", "paperId": "2603.00002"}\
      """;

  /// Some addresses refuse keys that they do not know.
  private static final Map<String, String> BODIES =
      Map.of(
          "/api/v1/papers", "{\"paper\": \"2603.00777\"}",
          "/comments", "{\"text\": \"Well.\"}");

  private static final Gates GATES = new Gates();
  private static TestServer server;
  private static Map<Scope, String> tokens;

  @BeforeAll
  static void start() {
    server =
        TestServer.parts(
            GATES.parts(),
            listed("2603.00002", "2026-03-05", 40, "2026-03-03T00:00:00Z"),
            unlisted("cs/0112017", "2001-12-14"));
    Member curator = server.member("grace", Role.curator);
    tokens = new EnumMap<>(Scope.class);
    for (Scope scope : Scope.values()) {
      tokens.put(
          scope,
          server
              .context()
              .getBean(Tokens.class)
              .create(
                  server.context().getBean(Accounts.class).byId(curator.id()).orElseThrow(),
                  "test",
                  Set.of(scope),
                  Duration.ofDays(1))
              .orElseThrow());
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void eachAddressTakesItsOwnScopeAndNoOther() {
    List<Route> routes =
        Routes.writing(server).stream()
            .filter(route -> route.takesTokens() && !route.pattern().equals("/mcp"))
            .toList();
    assertThat(routes).hasSizeGreaterThanOrEqualTo(9);
    for (Route route : routes) {
      Scope needed =
          NEEDS.entrySet().stream()
              .filter(entry -> route.pattern().endsWith(entry.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElseThrow(() -> new AssertionError(route + " is not in the table of this test"));
      for (Scope scope : Scope.values()) {
        int before = GATES.done().size();
        HttpResponse<String> answer = send(route, tokens.getOrDefault(scope, ""));
        if (scope == needed) {
          assertThat(answer.statusCode()).as(route + " with " + scope).isNotIn(401, 403);
        } else {
          assertThat(answer.statusCode()).as(route + " with " + scope).isEqualTo(403);
          assertThat(header(answer, "WWW-Authenticate")).contains("scope=\"" + needed + "\"");
          assertThat(GATES.done()).hasSize(before);
        }
      }
      HttpResponse<String> nobody = send(route, "offp_" + "a".repeat(43));
      assertThat(nobody.statusCode()).as(route + " with an unknown token").isEqualTo(401);
    }
    assertThat(GATES.done()).isNotEmpty();
  }

  private static HttpResponse<String> send(Route route, String token) {
    String body =
        BODIES.entrySet().stream()
            .filter(entry -> route.pattern().endsWith(entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(BODY);
    return server.send(
        HttpRequest.newBuilder(URI.create(server.address() + route.sample()))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(route.method(), BodyPublishers.ofString(body))
            .build());
  }
}
