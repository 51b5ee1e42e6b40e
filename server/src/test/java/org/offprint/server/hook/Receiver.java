package org.offprint.server.hook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Somebody else's server, on this machine.
final class Receiver implements AutoCloseable {
  /// A request that came.
  record Got(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /// @param name in lower case
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /// An answer.
  record Say(int status, String body, Map<String, String> headers) {
    Say(int status, String body) {
      this(status, body, Map.of());
    }
  }

  private final HttpServer server;
  private final List<Got> got = new CopyOnWriteArrayList<>();
  private volatile Function<Got, Say> answers = request -> new Say(204, "");

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) ->
            headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
    Got request =
        new Got(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            query(exchange.getRequestURI().getRawQuery()),
            headers,
            exchange.getRequestBody().readAllBytes());
    got.add(request);
    Say say = answers.apply(request);
    byte[] body = say.body().getBytes(StandardCharsets.UTF_8);
    say.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.sendResponseHeaders(say.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int at = pair.indexOf('=');
      query.put(
          pair.substring(0, at),
          java.net.URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
    }
    return query;
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void answer(Function<Got, Say> how) {
    answers = how;
  }

  /// Everything that came, in its order.
  List<Got> got() {
    return got;
  }

  void forget() {
    got.clear();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
