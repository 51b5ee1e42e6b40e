package org.offprint.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestServer.header;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.offprint.server.Member;
import org.offprint.server.TestServer;

/// From the first start to the second member, as browsers do it, and as somebody who should not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccountPagesTest {
  private static final String PASSWORD = "quiet heron under seven bridges";

  private final HttpClient client = HttpClient.newHttpClient();
  private TestServer server;
  private String admin = "";

  @BeforeAll
  void start() {
    server = TestServer.with();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  @Order(1)
  void theFirstAdminNeedsTheCodeOfTheConsole() throws IOException {
    assertThat(server.get("/setup").body()).contains("Set up this server");
    assertThat(post("/setup", "", "code=guess", "name=ada", "password=" + PASSWORD).statusCode())
        .isEqualTo(403);
    String code = Files.readString(server.data().resolve(SetupCode.FILE)).strip();

    HttpResponse<String> easy =
        post("/setup", "", "code=" + code, "name=ada", "password=password12");
    assertThat(easy.statusCode()).isEqualTo(400);
    assertThat(easy.body())
        .contains("too easy to guess")
        .contains("value=\"ada\"")
        .doesNotContain("password12");

    HttpResponse<String> welcome =
        post("/setup", "", "code=" + code, "name=ada", "shown=Ada L.", "password=" + PASSWORD);

    assertThat(welcome.statusCode()).isEqualTo(303);
    assertThat(header(welcome, "Set-Cookie"))
        .contains("HttpOnly", "SameSite=Lax", "Path=/")
        .doesNotContain("Secure"); // plain HTTP here
    admin = header(welcome, "Set-Cookie").split(";")[0];
    assertThat(server.get("/me", "Cookie", admin).body()).contains("Ada L.").contains("admin");
    assertThat(Files.exists(server.data().resolve(SetupCode.FILE))).isFalse();
    assertThat(server.get("/setup").statusCode()).isEqualTo(303);
    assertThat(post("/setup", "", "code=" + code, "name=eve", "password=" + PASSWORD).statusCode())
        .isEqualTo(403);
  }

  @Test
  @Order(2)
  void whoIsInvitedJoinsOnce() {
    HttpResponse<String> made =
        post("/me/invitations", admin, "proof=" + proof(admin), "note=for Grace");
    Matcher address = Pattern.compile("/join\\?code=([\\w-]+)").matcher(made.body());
    assertThat(address.find()).isTrue();
    String code = address.group(1);
    assertThat(server.get("/me", "Cookie", admin).body())
        .contains("for Grace")
        .doesNotContain(code);
    assertThat(server.get("/join?code=" + code).body()).contains("Ada L. has invited you");

    HttpResponse<String> welcome =
        post("/join", "", "code=" + code, "name=grace", "password=nine kind walruses sing");

    assertThat(welcome.statusCode()).isEqualTo(303);
    assertThat(post("/join", "", "code=" + code, "name=eve", "password=" + PASSWORD).body())
        .contains("has been used");
    assertThat(post("/join", "", "name=eve", "password=" + PASSWORD).statusCode()).isEqualTo(400);
    assertThat(server.get("/me", "Cookie", admin).body()).contains("used by");
  }

  @Test
  @Order(3)
  void aSessionStartsWithASecretOfItsOwnAndEndsWhereItIsEnded() {
    HttpResponse<String> wrong = post("/sign-in", "", "name=ada", "password=wrong and long");
    HttpResponse<String> nobody = post("/sign-in", "", "name=nobody", "password=wrong and long");
    assertThat(wrong.statusCode()).isEqualTo(403);
    assertThat(nobody.body().replace("nobody", "ada")).isEqualTo(wrong.body());

    String fixed = "offprint-session=" + "a".repeat(43);
    HttpResponse<String> in =
        post("/sign-in", fixed, "name=ADA", "password=" + PASSWORD, "then=/me");
    assertThat(header(in, "Location")).isEqualTo("/me");
    String second = header(in, "Set-Cookie").split(";")[0];
    assertThat(second).isNotEqualTo(fixed).isNotEqualTo(admin);

    String page = server.get("/me", "Cookie", second).body();
    Matcher there = Pattern.compile("/me/sessions/(\\d+)/end").matcher(page);
    assertThat(there.results().count()).isEqualTo(2);
    assertThat(post("/sign-out", second, "proof=" + proof(second)).statusCode()).isEqualTo(303);
    assertThat(server.get("/me", "Cookie", second).statusCode()).isEqualTo(403);
    assertThat(server.get("/me", "Cookie", admin).statusCode()).isEqualTo(200);
  }

  @Test
  @Order(4)
  void aSignInLeadsToPagesOfThisServerOnly() {
    for (String then :
        new String[] {
          "https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nX: y", "javascript:x"
        }) {
      HttpResponse<String> in =
          post("/sign-in", "", "name=ada", "password=" + PASSWORD, "then=" + then);
      assertThat(header(in, "Location")).as(then).isEqualTo("/");
    }
  }

  @Test
  @Order(5)
  void nobodyEndsTheSessionOfAnother() {
    Member eve = server.member("eve-x", Role.member);
    String page = server.get("/me", "Cookie", admin).body();
    Matcher session = Pattern.compile("/me/sessions/(\\d+)/end").matcher(page);
    assertThat(session.find()).isTrue();

    assertThat(eve.post(session.group()).statusCode()).isEqualTo(404);
    assertThat(server.get("/me", "Cookie", admin).statusCode()).isEqualTo(200);
  }

  @Test
  @Order(6)
  void guessingIsStoppedAfterAWhile() {
    int last = 0;
    for (int i = 0; i < 12; i++) {
      last = post("/sign-in", "", "name=grace", "password=guess number " + i).statusCode();
    }
    assertThat(last).isEqualTo(429);
  }

  @Test
  @Order(7)
  void pagesForSomebodySignedInAreKeptByNobody() {
    HttpResponse<String> own = server.get("/", "Cookie", admin);
    assertThat(own.body()).contains("Ada L.");
    assertThat(header(own, "Cache-Control")).contains("no-store");
    assertThat(server.get("/").body()).doesNotContain("Ada L.").contains("Sign in");
  }

  private String proof(String cookie) {
    Matcher proof =
        Pattern.compile("name=\"proof\" value=\"([^\"]+)\"")
            .matcher(server.get("/me", "Cookie", cookie).body());
    assertThat(proof.find()).isTrue();
    return proof.group(1);
  }

  private HttpResponse<String> post(String path, String cookie, String... fields) {
    StringBuilder body = new StringBuilder();
    for (String field : fields) {
      int at = field.indexOf('=');
      body.append(body.isEmpty() ? "" : "&")
          .append(field, 0, at + 1)
          .append(URLEncoder.encode(field.substring(at + 1), StandardCharsets.UTF_8));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", server.address())
            .POST(BodyPublishers.ofString(body.toString()));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
