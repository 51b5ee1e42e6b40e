package org.offprint.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestServer.header;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.offprint.server.Member;
import org.offprint.server.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static TestServer server;
  private static Member ada;

  @BeforeAll
  static void start() {
    server = TestServer.with();
    ada = server.member("ada", Role.member);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aTokenIsShownOnceKeptAsAHashAndKnownUntilItIsWithdrawn() {
    String token = made(ada, "laptop", "read", "vote");

    assertThat(token).startsWith("offp_").hasSize(48);
    assertThat(ada.get("/me").body()).contains("laptop").doesNotContain(token);
    String secrets =
        server
            .database()
            .sql()
            .sql("select encode(secret, 'escape') from token")
            .query(String.class)
            .list()
            .toString();
    assertThat(secrets).doesNotContain(token.substring(5));
    JsonNode me = JSON.readTree(whoAmI(token).body());
    assertThat(me.get("name").stringValue()).isEqualTo("ada");
    assertThat(me.get("type").stringValue()).isEqualTo("user");
    assertThat(me.get("id").stringValue()).matches("[0-9a-f]{24}");
    assertThat(me.get("auth").get("accessToken").get("displayName").stringValue())
        .isEqualTo("laptop");
    assertThat(me.get("auth").get("accessToken").get("role").stringValue()).isEqualTo("write");
    assertThat(ada.get("/me").body()).contains("last used");

    Matcher withdraw =
        Pattern.compile("/me/tokens/(\\d+)/withdraw\">.{0,200}token laptop", Pattern.DOTALL)
            .matcher(ada.get("/me").body());
    assertThat(withdraw.find()).isTrue();
    assertThat(ada.post("/me/tokens/" + withdraw.group(1) + "/withdraw").statusCode())
        .isEqualTo(303);
    assertThat(whoAmI(token).statusCode()).isEqualTo(401);
  }

  @Test
  void anExpiredTokenIsNobodys() {
    String token = made(ada, "old", "read");
    server
        .database()
        .sql()
        .sql("update token set expires = now() - interval '1 second' where name = 'old'")
        .update();

    HttpResponse<String> answer = whoAmI(token);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(header(answer, "X-Error-Message"))
        .isEqualTo("Invalid credentials in Authorization header");
    assertThat(header(answer, "WWW-Authenticate")).startsWith("Bearer ").contains("invalid_token");
  }

  @Test
  void whatATokenMayNotIsSaidWithTheScopeThatItLacks() {
    String token = made(ada, "votes only", "vote");

    HttpResponse<String> answer = server.get("/api/v1/me", "Authorization", "Bearer " + token);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(header(answer, "WWW-Authenticate")).contains("insufficient_scope", "scope=\"read\"");
    assertThat(JSON.readTree(answer.body()).get("detail").stringValue())
        .contains("votes only", "lacks the scope read");
  }

  @Test
  void aCookieIsNoToken() {
    HttpResponse<String> answer = ada.get("/api/v1/me");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(header(answer, "WWW-Authenticate")).isEqualTo("Bearer realm=\"Offprint\"");
    assertThat(answer.body()).contains("offp_");
  }

  @Test
  void aTokenNeedsANameAPurposeAndAnEnd() {
    assertThat(ada.post("/me/tokens", "name=", "scope=read", "days=7").body())
        .contains("needs a name");
    assertThat(ada.post("/me/tokens", "name=x", "days=7").body()).contains("Choose what");
    assertThat(ada.post("/me/tokens", "name=x", "scope=root", "days=7").statusCode())
        .isEqualTo(400);
    assertThat(ada.post("/me/tokens", "name=x", "scope=read", "days=366").body())
        .contains("1 to 365 days");
    assertThat(ada.post("/me/tokens", "name=x", "scope=curate", "days=7").statusCode())
        .isEqualTo(400);
  }

  @Test
  void twentyTokensAreEnough() {
    Member eve = server.member("eve-many", Role.member);
    for (int i = 0; i < Tokens.MOST; i++) {
      made(eve, "number " + i, "read");
    }
    assertThat(eve.post("/me/tokens", "name=one more", "scope=read", "days=7").body())
        .contains("as many as can be");
  }

  @Test
  void eachTokenIsCountedAndStoppedForItself() {
    String busy = made(ada, "busy", "read");
    String quiet = made(ada, "quiet", "read");
    HttpResponse<String> first = whoAmI(busy);
    assertThat(header(first, "RateLimit")).startsWith("\"api\";r=999;t=");
    assertThat(header(first, "RateLimit-Policy")).contains("q=1000;w=300");
    for (int i = 1; i < TokenLimit.MOST; i++) {
      whoAmI(busy);
    }

    HttpResponse<String> stopped = whoAmI(busy);

    assertThat(stopped.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(header(stopped, "Retry-After"))).isBetween(1, 300);
    assertThat(whoAmI(quiet).statusCode()).isEqualTo(200);
  }

  @Test
  void theTokenOfSomebodySuspendedReadsAndNoMore() {
    Member bad = server.member("bad", Role.member);
    String token = made(bad, "x", "read", "vote");
    server.context().getBean(Accounts.class).suspend(bad.id(), true, "spam");

    Tokens tokens = server.context().getBean(Tokens.class);

    assertThat(tokens.find(token).orElseThrow().may(Scope.read)).isTrue();
    assertThat(tokens.find(token).orElseThrow().may(Scope.vote)).isFalse();
  }

  private static HttpResponse<String> whoAmI(String token) {
    return server.get("/api/whoami-v2", "Authorization", "Bearer " + token);
  }

  private static String made(Member of, String name, String... scopes) {
    String[] fields = new String[scopes.length + 2];
    fields[0] = "name=" + name;
    fields[1] = "days=30";
    for (int i = 0; i < scopes.length; i++) {
      fields[i + 2] = "scope=" + scopes[i];
    }
    Matcher token =
        Pattern.compile("offp_[\\w-]{43}").matcher(of.post("/me/tokens", fields).body());
    assertThat(token.find()).isTrue();
    return token.group();
  }
}
