package org.offprint.server;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.offprint.server.account.Accounts;
import org.offprint.server.account.Role;
import org.offprint.server.account.Secrets;
import org.offprint.server.account.Sessions;

/// Somebody with an account, who is signed in and sends forms as a browser does.
public final class Member {
  private final TestServer server;
  private final String secret;
  private final long id;

  Member(TestServer server, String name, Role role) {
    this.server = server;
    this.id =
        server
            .database()
            .sql()
            .sql(
                "insert into account (name, shown, role, created) values (:name, :name, :role, now()) returning id")
            .param("name", name)
            .param("role", role.name())
            .query(Long.class)
            .single();
    this.secret = session(server, id);
    assert server.context().getBean(Accounts.class).byId(id).isPresent();
  }

  Member(TestServer server, long id) {
    this.server = server;
    this.id = id;
    this.secret = session(server, id);
  }

  private static String session(TestServer server, long id) {
    return server.context().getBean(Sessions.class).open(id, "127.0.0.1", "test");
  }

  public long id() {
    return id;
  }

  public String cookie() {
    return "offprint-session=" + secret;
  }

  public String proof() {
    return Secrets.derived("form", secret);
  }

  public HttpResponse<String> get(String path) {
    return server.get(path, "Cookie", cookie());
  }

  /// Sends a form of ours.
  ///
  /// @param fields `name=value`
  public HttpResponse<String> post(String path, String... fields) {
    String form =
        Arrays.stream(fields)
            .map(Member::encoded)
            .collect(Collectors.joining("&", "proof=" + proof() + "&", ""));
    return server.send(
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", server.address())
            .header("Cookie", cookie())
            .POST(BodyPublishers.ofString(form))
            .build());
  }

  private static String encoded(String field) {
    int at = field.indexOf('=');
    return field.substring(0, at + 1)
        + URLEncoder.encode(field.substring(at + 1), StandardCharsets.UTF_8);
  }
}
