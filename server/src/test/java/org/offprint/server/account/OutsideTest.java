package org.offprint.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestServer.header;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.server.Browser;
import org.offprint.server.Member;
import org.offprint.server.TestServer;
import org.offprint.server.account.EvilProvider.Signature;

/// Signing in with another provider: a well-behaved one that is not ours, walked as a browser walks
/// it, and one that answers with everything that must not be believed.
class OutsideTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final MockOAuth2Server PROVIDER = new MockOAuth2Server();
  private static TestServer server;

  @BeforeAll
  static void start() {
    PROVIDER.start();
    server =
        TestServer.set(
            Map.of(
                "accounts.oidc.issuer", PROVIDER.issuerUrl("lab").toString(),
                "accounts.oidc.client", "offprint",
                "accounts.oidc.secret", "secret",
                "accounts.oidc.name", "the lab",
                "accounts.orcid.client", "APP-1",
                "accounts.orcid.secret", "secret",
                "accounts.orcid.issuer", PROVIDER.issuerUrl("orcid").toString()));
  }

  @AfterAll
  static void stop() {
    server.close();
    PROVIDER.shutdown();
  }

  @Test
  void whoIsInvitedJoinsAndComesBackWithoutAPassword() throws Exception {
    Member ada = server.member("ada", Role.admin);
    String code =
        server
            .context()
            .getBean(Invitations.class)
            .create(accounts().byId(ada.id()).orElseThrow(), Role.member, "")
            .orElseThrow();
    Browser grace = new Browser(server);
    assertThat(grace.get("/join?code=" + code).body()).contains("Or join with the lab");
    HttpResponse<String> back =
        walk(
            grace,
            "/sign-in/with/oidc?code=" + code,
            "grace-at-lab",
            Map.of("name", "Grace H.", "preferred_username", "grace.h"));
    assertThat(header(back, "Location")).isEqualTo("/sign-in/finish");
    assertThat(grace.get("/sign-in/finish").body())
        .contains("Grace H.")
        .contains("value=\"grace-h\"");
    assertThat(grace.isSignedIn()).isFalse();

    HttpResponse<String> welcome =
        grace.post("/sign-in/finish", "name=grace", "shown=Grace H.", "code=" + code, "role=admin");

    assertThat(header(welcome, "Location")).isEqualTo("/me?welcome=1");
    assertThat(grace.isSignedIn()).isTrue();
    Account account = accounts().byName("grace").orElseThrow();
    assertThat(account.role()).isEqualTo(Role.member);
    assertThat(account.invitedBy()).isEqualTo(ada.id());
    Browser elsewhere = new Browser(server);
    HttpResponse<String> in =
        walk(elsewhere, "/sign-in/with/oidc?then=/papers/trending", "grace-at-lab", Map.of());
    assertThat(header(in, "Location")).isEqualTo("/papers/trending");
    assertThat(elsewhere.get("/me").body()).contains("Grace H.");
  }

  @Test
  void withoutAnInvitationNobodyJoins() throws Exception {
    Browser eve = new Browser(server);
    walk(
        eve,
        "/sign-in/with/oidc",
        "eve-at-lab",
        Map.of("email", "eve@example.org", "email_verified", true));
    assertThat(eve.post("/sign-in/finish", "name=eve").statusCode()).isEqualTo(400);
    assertThat(accounts().byName("eve")).isEmpty();
    assertThat(eve.isSignedIn()).isFalse();
  }

  @Test
  void anAddressThatTheProviderHasConfirmedFindsItsAccountAndAnotherDoesNot() throws Exception {
    Member linus = server.member("linus", Role.member);
    accounts().confirm(linus.id(), "linus@example.org");
    Browser unsure = new Browser(server);
    HttpResponse<String> no =
        walk(
            unsure,
            "/sign-in/with/oidc",
            "mallory",
            Map.of("email", "linus@example.org", "email_verified", false));
    assertThat(header(no, "Location")).isEqualTo("/sign-in/finish");
    assertThat(unsure.isSignedIn()).isFalse();

    Browser sure = new Browser(server);
    walk(
        sure,
        "/sign-in/with/oidc",
        "linus-at-lab",
        Map.of("email", "Linus@example.org", "email_verified", true));

    assertThat(sure.get("/me").body()).contains("linus");
  }

  @Test
  void anOrcidIsShownWhenOrcidSaidSoAndOnlyOneAccountHasIt() throws Exception {
    Member rosalind = server.member("rosalind", Role.member);
    Browser browser = new Browser(server);
    browser.setCookie(
        "offprint-session", rosalind.cookie().substring("offprint-session=".length()));
    walk(browser, "/sign-in/with/orcid?link=1", "0000-0002-1825-0097", Map.of());
    assertThat(browser.get("/sign-in/finish").body())
        .contains("0000-0002-1825-0097")
        .contains("rosalind");
    assertThat(accounts().byId(rosalind.id()).orElseThrow().orcid()).isNull();
    assertThat(browser.post("/sign-in/finish").statusCode()).as("without proof").isEqualTo(403);

    assertThat(browser.postProved("/sign-in/finish").statusCode()).isEqualTo(303);

    assertThat(accounts().byId(rosalind.id()).orElseThrow().orcid())
        .isEqualTo("0000-0002-1825-0097");
    Member other = server.member("other", Role.member);
    Browser second = new Browser(server);
    second.setCookie("offprint-session", other.cookie().substring("offprint-session=".length()));
    walk(second, "/sign-in/with/orcid?link=1", "0000-0002-1825-0097", Map.of());
    assertThat(second.postProved("/sign-in/finish").statusCode()).isEqualTo(403);
    assertThat(accounts().byId(other.id()).orElseThrow().orcid()).isNull();
    Browser in = new Browser(server);
    walk(in, "/sign-in/with/orcid", "0000-0002-1825-0097", Map.of());
    assertThat(in.get("/me").body()).contains("rosalind");
  }

  @Test
  void whatIsNoOrcidIsNotShownAsOne() throws Exception {
    Browser browser = new Browser(server);
    HttpResponse<String> back =
        walk(browser, "/sign-in/with/orcid", "0000-0002-1825-0098", Map.of());
    assertThat(back.statusCode()).isEqualTo(403);
    assertThat(back.body()).contains("no ORCID identifier");
  }

  @Test
  void theLastWayInCannotBeTakenAway() throws Exception {
    Member only = server.member("only", Role.member);
    Browser browser = new Browser(server);
    browser.setCookie("offprint-session", only.cookie().substring("offprint-session=".length()));
    walk(browser, "/sign-in/with/oidc?link=1", "only-at-lab", Map.of());
    browser.postProved("/sign-in/finish");
    assertThat(browser.postProved("/me/with/oidc/unlink").statusCode()).isEqualTo(403);
    accounts().setPassword(only.id(), "quiet heron under seven bridges");
    assertThat(browser.postProved("/me/with/oidc/unlink").statusCode()).isEqualTo(303);
  }

  @Test
  void anAnswerCountsOnceAndInTheBrowserThatAskedOnly() throws Exception {
    Browser browser = new Browser(server);
    Map<String, String> asked = setOut(browser, "/sign-in/with/oidc");
    assertThat(asked.get("code_challenge_method")).isEqualTo("S256");
    assertThat(asked.get("redirect_uri")).isEqualTo(server.address() + "/sign-in/with/oidc/back");
    String back = sentBack(asked);

    Browser another = new Browser(server);
    another.setCookie("offprint-way", "a".repeat(43));
    assertThat(another.get(back).statusCode()).isEqualTo(403);
    assertThat(browser.get(back).statusCode()).as("spent by the attempt above").isEqualTo(403);

    Map<String, String> again = setOut(browser, "/sign-in/with/oidc");
    String second = provided(again, "nobody-yet", Map.of());
    assertThat(browser.get(second).statusCode()).isEqualTo(303);
    assertThat(browser.get(second).statusCode()).as("replayed").isEqualTo(403);
  }

  @Test
  void aCodeThatWasUsedIsRefusedByTheProviderAndByUs() throws Exception {
    Browser browser = new Browser(server);
    String used = provided(setOut(browser, "/sign-in/with/oidc"), "x", Map.of());
    browser.get(used);
    String code = used.replaceFirst(".*[?&]code=([^&]+).*", "$1");
    Map<String, String> fresh = setOut(browser, "/sign-in/with/oidc");

    HttpResponse<String> answer =
        browser.get("/sign-in/with/oidc/back?code=%s&state=%s".formatted(code, fresh.get("state")));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("did not take the code");
  }

  @Test
  void aStateOfSomebodyElseIsNone() throws Exception {
    Browser browser = new Browser(server);
    Map<String, String> asked = setOut(browser, "/sign-in/with/oidc");
    String back = sentBack(asked).replace(of(asked, "state"), "b".repeat(43));
    assertThat(browser.get(back).statusCode()).isEqualTo(403);
  }

  static Stream<Arguments> lies() {
    long past = Instant.now().minusSeconds(3_600).getEpochSecond();
    return Stream.of(
        lie("wrong nonce", Signature.own, claims -> with(claims, "nonce", "another")),
        lie("no nonce", Signature.own, claims -> without(claims, "nonce")),
        lie("wrong issuer", Signature.own, claims -> with(claims, "iss", "https://evil.example")),
        lie("wrong audience", Signature.own, claims -> with(claims, "aud", "another-client")),
        lie("expired", Signature.own, claims -> with(claims, "exp", past)),
        lie("no signature", Signature.none, claims -> claims),
        lie("signed by the client's secret", Signature.shared, claims -> claims),
        lie("signed by another key", Signature.foreign, claims -> claims));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void aTokenThatCannotBeBelievedLetsNobodyIn(
      String name, Signature signature, UnaryOperator<Map<String, Object>> change)
      throws Exception {
    try (EvilProvider evil = new EvilProvider();
        TestServer here = evilServer(evil)) {
      Member mallory = here.member("mallory", Role.admin);
      here.context()
          .getBean(OutsideNames.class)
          .link(mallory.id(), evil.issuer(), "mallory", false);
      Browser honest = new Browser(here);
      Map<String, String> asked = setOut(honest, "/sign-in/with/oidc");
      evil.answersWith(of(asked, "nonce"), Signature.own, claims -> claims);
      honest.get("/sign-in/with/oidc/back?code=c&state=" + asked.get("state"));
      assertThat(honest.isSignedIn()).as("the same without the lie").isTrue();

      Browser browser = new Browser(here);
      asked = setOut(browser, "/sign-in/with/oidc");
      evil.answersWith(of(asked, "nonce"), signature, change);
      HttpResponse<String> back =
          browser.get("/sign-in/with/oidc/back?code=c&state=" + asked.get("state"));

      assertThat(back.statusCode()).isEqualTo(403);
      assertThat(back.body()).contains("cannot be believed");
      assertThat(browser.isSignedIn()).isFalse();
    }
  }

  @Test
  void aProviderThatCallsItselfAnotherIsNotAsked() throws Exception {
    try (EvilProvider evil = new EvilProvider();
        TestServer here = evilServer(evil)) {
      evil.describesItselfAs("https://login.example.org");
      HttpResponse<String> answer = new Browser(here).get("/sign-in/with/oidc");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("does not answer as it should");
    }
  }

  @Test
  void anAnswerInTheNameOfAnotherProviderIsRefused() throws Exception {
    try (EvilProvider evil = new EvilProvider();
        TestServer here = evilServer(evil)) {
      Browser browser = new Browser(here);
      Map<String, String> asked = setOut(browser, "/sign-in/with/oidc");
      evil.answersWith(of(asked, "nonce"), Signature.own, claims -> claims);
      HttpResponse<String> back =
          browser.get(
              "/sign-in/with/oidc/back?code=c&iss=https%3A%2F%2Fother.example&state="
                  + asked.get("state"));
      assertThat(back.statusCode()).isEqualTo(403);
      assertThat(back.body()).contains("another provider");
    }
  }

  private static TestServer evilServer(EvilProvider evil) {
    Map<String, String> settings = new HashMap<>();
    settings.put("accounts.oidc.issuer", evil.issuer());
    settings.put("accounts.oidc.client", EvilProvider.CLIENT);
    settings.put("accounts.oidc.secret", EvilProvider.SECRET);
    return TestServer.set(settings);
  }

  private static Arguments lie(
      String name, Signature signature, UnaryOperator<Map<String, Object>> change) {
    return Arguments.of(name, signature, change);
  }

  private static Map<String, Object> with(Map<String, Object> claims, String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(claims);
    changed.put(name, value);
    return changed;
  }

  private static Map<String, Object> without(Map<String, Object> claims, String name) {
    Map<String, Object> changed = new LinkedHashMap<>(claims);
    changed.remove(name);
    return changed;
  }

  /// From the button to our answer to the provider's.
  private static HttpResponse<String> walk(
      Browser browser, String from, String subject, Map<String, Object> claims) throws Exception {
    return browser.get(provided(setOut(browser, from), subject, claims));
  }

  /// Sets out, and gives what the provider is asked with: its parameters, and where it is as `at`.
  private static Map<String, String> setOut(Browser browser, String from) {
    HttpResponse<String> out = browser.get(from);
    assertThat(out.statusCode()).as(out.body()).isEqualTo(303);
    URI to = URI.create(header(out, "Location"));
    Map<String, String> asked =
        Arrays.stream(to.getRawQuery().split("&"))
            .map(pair -> pair.split("=", 2))
            .collect(
                Collectors.toMap(
                    pair -> pair[0],
                    pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                    (one, other) -> one,
                    LinkedHashMap::new));
    asked.put("at", to.toString());
    return asked;
  }

  /// What the provider sends the browser back with, after somebody has signed in there; they then
  /// ask it who that was.
  private static String provided(
      Map<String, String> asked, String subject, Map<String, Object> claims) throws Exception {
    PROVIDER.enqueueCallback(
        new DefaultOAuth2TokenCallback(
            of(asked, "at").contains("/orcid/") ? "orcid" : "lab",
            subject,
            "JWT",
            List.of(of(asked, "client_id")),
            claims,
            300));
    return sentBack(asked);
  }

  /// The same where nobody will ask.
  private static String sentBack(Map<String, String> asked) throws Exception {
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(of(asked, "at"))).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    return header(answer, "Location");
  }

  private static String of(Map<String, String> asked, String name) {
    return asked.getOrDefault(name, "");
  }

  private static Accounts accounts() {
    return server.context().getBean(Accounts.class);
  }
}
