package org.offprint.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestServer.header;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offprint.server.Browser;
import org.offprint.server.Member;
import org.offprint.server.TestServer;
import org.offprint.server.account.Accounts;
import org.offprint.server.account.Role;

/// The doors: who can be told apart at them, where they lead, and what a session is worth.
class DoorTest {
  private static final String PASSWORD = "quiet heron under seven bridges";

  private static TestServer server;
  private static Member ada;

  @BeforeAll
  static void start() {
    server = TestServer.set(Map.of("accounts.registration", "open"));
    ada = server.member("ada", Role.member);
    server.context().getBean(Accounts.class).setPassword(ada.id(), PASSWORD);
    server.member("grace", Role.member); // has no password
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /// Guards: {@code Access.open} draws a new secret at every sign-in.
  @Test
  void aSessionThatSomebodyElseChoseIsWorthNothing() {
    Browser victim = new Browser(server);
    victim.setCookie("offprint-session", "a".repeat(43));
    victim.post("/sign-in", "name=ada", "password=" + PASSWORD);
    assertThat(victim.isSignedIn()).isTrue();
    Browser attacker = new Browser(server);
    attacker.setCookie("offprint-session", "a".repeat(43));
    assertThat(attacker.isSignedIn()).isFalse();
  }

  /// Guards: a sign-in ends the session that the browser had.
  @Test
  void theSessionOfBeforeEndsWithASignIn() {
    Browser browser = new Browser(server);
    browser.post("/sign-in", "name=ada", "password=" + PASSWORD);
    String first = browser.cookie("offprint-session");
    browser.post("/sign-in", "name=ada", "password=" + PASSWORD);
    assertThat(browser.cookie("offprint-session")).isNotEqualTo(first);
    Browser old = new Browser(server);
    old.setCookie("offprint-session", first);
    assertThat(old.isSignedIn()).isFalse();
  }

  /// Guards: one answer for all three.
  @Test
  void aWrongPasswordAnUnknownNameAndAnAccountWithoutPasswordLookAlike() {
    String wrong = tried("ada");
    assertThat(tried("nobody")).isEqualTo(wrong);
    assertThat(tried("grace")).isEqualTo(wrong);
  }

  private static String tried(String name) {
    HttpResponse<String> answer =
        new Browser(server).post("/sign-in", "name=" + name, "password=wrong and long");
    return answer.statusCode() + answer.body().replace("value=\"" + name + "\"", "value=\"\"");
  }

  /// Guards: {@code Passwords.matches} hashes where there is nothing to compare with. Without that
  /// an unknown name is answered some fifty times sooner, so that half the time is a wide margin.
  @Test
  void anUnknownNameTakesAsLongAsAWrongPassword() {
    Accounts accounts = server.context().getBean(Accounts.class);
    accounts.withPassword("nobody", "warms up");
    long known = median(() -> accounts.withPassword("ada", "wrong and long"));
    long unknown = median(() -> accounts.withPassword("nobody", "wrong and long"));
    long without = median(() -> accounts.withPassword("grace", "wrong and long"));
    assertThat(unknown).isGreaterThan(known / 2);
    assertThat(without).isGreaterThan(known / 2);
  }

  private static long median(Runnable work) {
    long[] times = new long[7];
    for (int i = 0; i < times.length; i++) {
      long begin = System.nanoTime();
      work.run();
      times[i] = System.nanoTime() - begin;
    }
    Arrays.sort(times);
    return times[3];
  }

  /// Guards: {@code Pages.ours}.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%09/evil.example\t",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        ""
      })
  void aSignInLeadsToPagesOfThisServerOnly(String then) {
    HttpResponse<String> in =
        new Browser(server).post("/sign-in", "name=ada", "password=" + PASSWORD, "then=" + then);
    assertThat(in.statusCode()).isEqualTo(303);
    URI to = URI.create(server.address()).resolve(header(in, "Location"));
    assertThat(to.getAuthority()).isEqualTo(URI.create(server.address()).getAuthority());
    HttpResponse<String> already =
        ada.get(
            "/sign-in?then="
                + java.net.URLEncoder.encode(then, java.nio.charset.StandardCharsets.UTF_8));
    assertThat(header(already, "Location")).startsWith("/").doesNotStartWith("//");
  }

  /// Guards: names are told by a pattern, what people are called has no signs that turn writing
  /// around, and templates escape.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "{{7*7}}${7*7}",
        "'; drop table account; --"
      })
  void whatSomebodyCallsThemselvesIsTextAndNothingElse(String shown) {
    Member mallory =
        server.member(
            "mallory-" + Integer.toHexString(shown.hashCode()).replace("-", ""), Role.member);
    mallory.post("/me/profile", "shown=" + shown, "about=" + shown);
    String page = mallory.get("/me").body();
    assertThat(page).doesNotContain("<script>alert", "<img src=x", "49${49}");
    assertThat(server.get("/sign-in").statusCode()).isEqualTo(200);
  }

  @Test
  void signsThatTurnTheWritingAroundAreRefused() {
    for (String shown : List.of("ada\u202Egro", "ada\u200Bl", "ada\u0007", "ada\u2028l")) {
      assertThat(ada.post("/me/profile", "shown=" + shown).statusCode()).isEqualTo(400);
    }
  }

  /// Guards: the name of the cookie follows the scheme, so that neither is taken for the other.
  @Test
  void aCookieOfAnotherSchemeIsNotTaken() {
    HttpResponse<String> answer =
        server.get(
            "/me", "Cookie", ada.cookie().replace("offprint-session", "__Host-offprint-session"));
    assertThat(answer.statusCode()).as("over HTTP, the name of HTTPS").isEqualTo(403);
  }
}
