package org.offprint.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.offprint.server.account.Role;
import org.offprint.server.config.Settings;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;
import org.offprint.server.web.PublicAddress;
import org.springframework.context.ApplicationContext;

/// The whole server on a free port with papers of the test's choice.
public final class TestServer implements AutoCloseable {
  private final Path data;
  private final Database database;
  private final Offprint offprint;
  private final WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private TestServer(
      Path data, List<Offered> papers, Map<String, String> set, Map<String, Object> parts)
      throws IOException {
    this.data = data;
    database = TestDatabase.fresh();
    new Papers(database, Trending::heat).save(papers);
    int port = freePort();
    Map<String, String> settings = new HashMap<>(set);
    settings.putIfAbsent("site.url", "http://127.0.0.1:" + port);
    offprint = Offprint.on(database, Settings.load(settings, Map.of(), data));
    Map<String, Object> all = new HashMap<>(offprint.parts());
    all.putAll(parts);
    server =
        WebServer.start(
            all, "127.0.0.1", port, new PublicAddress(offprint.settings().site().url().toString()));
  }

  /// With settings of the test's choice.
  public static TestServer set(Map<String, String> settings, Offered... papers) {
    try {
      return new TestServer(
          Files.createTempDirectory("offprint-test"), Arrays.asList(papers), settings, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// With parts of the test's choice, by name, instead of or beside the server's own.
  public static TestServer parts(Map<String, Object> parts, Offered... papers) {
    try {
      return new TestServer(
          Files.createTempDirectory("offprint-test"), Arrays.asList(papers), Map.of(), parts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static TestServer with(Offered... papers) {
    return with(Arrays.asList(papers));
  }

  public static TestServer with(List<Offered> papers) {
    try {
      return new TestServer(Files.createTempDirectory("offprint-test"), papers, Map.of(), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// On a data folder that holds something already.
  public static TestServer over(Path data) {
    try {
      return new TestServer(data, List.of(), Map.of(), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The address that readers use, here also the real one.
  public String address() {
    return "http://127.0.0.1:" + server.port();
  }

  /// The data folder.
  public Path data() {
    return data;
  }

  public Database database() {
    return database;
  }

  public ApplicationContext context() {
    return server.context();
  }

  /// @param headers names and values in turn
  public HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while asking for " + path, e);
    }
  }

  /// Somebody with an account and an open session, as a browser is.
  public Member member(String name, Role role) {
    return new Member(this, name, role);
  }

  /// Somebody in a new session.
  public Member again(Member member) {
    return new Member(this, member.id());
  }

  /// What the server answers to a form of any origin; an empty text leaves a header out.
  public int post(String path, String cookie, String origin, String form) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    if (!origin.isEmpty()) {
      request.header("Origin", origin);
    }
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return send(request.build()).statusCode();
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while sending to " + request.uri(), e);
    }
  }

  public static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  public Map<String, List<String>> headers(String path) {
    return get(path).headers().map();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    server.close();
    offprint.close();
    try (var files = Files.walk(data)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
