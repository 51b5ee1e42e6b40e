package org.offprint.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestPapers.listed;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.offprint.server.Gates;
import org.offprint.server.Member;
import org.offprint.server.TestServer;
import org.offprint.server.account.Role;
import org.offprint.server.security.Routes.Route;

/// Requests that another site makes somebody's browser send (CSRF), at every address that changes
/// anything.
class ForgeryTest {
  /// Forms for those who have no session yet: they carry no proof of one, so what protects them is
  /// where they come from, and what they know.
  private static final Set<String> BEFORE_SESSIONS =
      Set.of("/sign-in", "/sign-in/mail", "/sign-in/finish", "/join", "/setup", "/link");

  /// Addresses that anybody may call from anywhere. What counts at them is what stands in the
  /// address, from a mail, and no cookie; the first sends a mail and no more, as often as its limit
  /// allows. The last but one is one click of a mail program (RFC 8058). What is asked at the last
  /// counts when the callback that it names has confirmed it (WebSub).
  private static final Set<String> FROM_ANYWHERE =
      Set.of(
          "/subscribe",
          "/subscribe/confirm/{token}",
          "/subscribe/never/{token}",
          "/subscriptions/{token}",
          "/subscriptions/{token}/leave",
          "/subscriptions/{token}/erase",
          "/unsubscribe/{token}",
          "/websub");

  private static TestServer server;
  private static Member admin;
  private static List<Route> forms;

  @BeforeAll
  static void start() {
    server =
        TestServer.parts(
            new Gates().parts(), listed("2603.00002", "2026-03-05", 40, "2026-03-03T00:00:00Z"));
    admin = server.member("root-x", Role.admin);
    server.member(Routes.SOMEBODY, Role.member);
    forms =
        Routes.writing(server).stream()
            .filter(route -> !route.takesTokens() && !FROM_ANYWHERE.contains(route.pattern()))
            .toList();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aFormOfAnotherSiteIsRefusedWhateverItCarries() {
    assertThat(forms).hasSizeGreaterThan(10);
    List<String> taken = new ArrayList<>();
    for (Route route : forms) {
      HttpResponse<String> answer =
          server.send(
              Routes.form(server, route, "proof=" + admin.proof())
                  .header("Cookie", admin.cookie())
                  .header("Origin", "https://evil.example")
                  .build());
      if (!isRefusedForItsOrigin(answer)) {
        taken.add(route + " " + answer.statusCode());
      }
    }
    assertThat(taken).isEmpty();
  }

  /// A form without a password is refused too, but not for what this is about.
  private static boolean isRefusedForItsOrigin(HttpResponse<String> answer) {
    return answer.statusCode() == 403
        && answer.body().contains("does not come from a page of this site");
  }

  @Test
  void aFormThatSaysNotWhereItComesFromIsRefused() {
    List<String> taken = new ArrayList<>();
    for (Route route : forms) {
      HttpResponse<String> answer =
          server.send(
              Routes.form(server, route, "proof=" + admin.proof())
                  .header("Cookie", admin.cookie())
                  .build());
      if (!isRefusedForItsOrigin(answer)) {
        taken.add(route + " " + answer.statusCode());
      }
    }
    assertThat(taken).isEmpty();
  }

  @Test
  void aFormThatABrowserCallsCrossSiteIsRefused() {
    List<String> taken = new ArrayList<>();
    for (Route route : forms) {
      HttpResponse<String> answer =
          server.send(
              Routes.form(server, route, "proof=" + admin.proof())
                  .header("Cookie", admin.cookie())
                  .header("Origin", server.address())
                  .header("Sec-Fetch-Site", "cross-site")
                  .build());
      if (!isRefusedForItsOrigin(answer)) {
        taken.add(route + " " + answer.statusCode());
      }
    }
    assertThat(taken).isEmpty();
  }

  @Test
  void aFormWithoutTheProofOfItsSessionIsRefused() {
    Member other = server.member("other", Role.admin);
    List<String> taken = new ArrayList<>();
    for (Route route : forms) {
      if (BEFORE_SESSIONS.contains(route.pattern())) {
        continue;
      }
      for (String body : List.of("", "proof=", "proof=" + other.proof())) {
        HttpResponse<String> answer =
            server.send(
                Routes.form(server, route, body)
                    .header("Cookie", admin.cookie())
                    .header("Origin", server.address())
                    .build());
        if (answer.statusCode() != 403) {
          taken.add("%s with '%s' %d".formatted(route, body, answer.statusCode()));
        }
      }
    }
    assertThat(taken).isEmpty();
    assertThat(admin.get("/me").statusCode()).as("the session was not ended").isEqualTo(200);
  }

  @Test
  void whereTokensAreTakenACookieAllowsNothing() {
    List<String> taken = new ArrayList<>();
    for (Route route : Routes.writing(server)) {
      if (!route.takesTokens() || route.pattern().equals("/mcp")) { // McpTest has that one
        continue;
      }
      HttpResponse<String> answer =
          server.send(
              Routes.form(server, route, "proof=" + admin.proof())
                  .header("Cookie", admin.cookie())
                  .header("Origin", server.address())
                  .build());
      if (answer.statusCode() != 401) {
        taken.add(route + " " + answer.statusCode());
      }
    }
    assertThat(taken).isEmpty();
  }

  @Test
  void nothingIsChangedByFollowingALink() {
    List<String> changing =
        Routes.of(server).stream()
            .filter(route -> !route.writes())
            .map(Route::pattern)
            .filter(pattern ->
                pattern.matches(
                    ".*/(end|withdraw|delete|leave|unlink|sign-out|hide|suspend|vote|discard|cancel|accept)"))
            .toList();
    assertThat(changing).isEmpty();
  }
}
