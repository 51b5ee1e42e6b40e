package org.offprint.server.harvest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// Somebody else's server: it answers as a test says, and remembers what it was asked.
public final class ScriptedServer implements AutoCloseable {
  /// An answer.
  ///
  /// @param cut how many bytes at the end are promised but never sent
  public record Answer(int status, Map<String, String> headers, byte[] body, int cut) {
    public static Answer of(String body) {
      return new Answer(200, Map.of(), body.getBytes(StandardCharsets.UTF_8), 0);
    }

    public static Answer status(int status, Map<String, String> headers) {
      return new Answer(status, headers, new byte[0], 0);
    }

    /// The same, broken off before its end.
    public Answer cutBy(int bytes) {
      return new Answer(status, headers, body, bytes);
    }
  }

  private final HttpServer server;
  private final Function<URI, Answer> script;
  private final Queue<Answer> first = new ArrayDeque<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();

  private ScriptedServer(Function<URI, Answer> script) {
    this.script = script;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  public static ScriptedServer answering(Function<URI, Answer> script) {
    return new ScriptedServer(script);
  }

  /// Answers with these before the script, in their order.
  public ScriptedServer first(Answer... answers) {
    synchronized (first) {
      first.addAll(List.of(answers));
    }
    return this;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// Method, path and query of every request so far.
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /// A header of the last request.
  public String lastHeader(String name) {
    return String.join(",", headers.getLast().getOrDefault(name, List.of()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      headers.add(exchange.getRequestHeaders());
      Answer next;
      synchronized (first) {
        Answer scripted = first.poll();
        next = scripted != null ? scripted : script.apply(exchange.getRequestURI());
      }
      next.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      int length = next.body().length;
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(next.status(), head || length == 0 ? -1 : length);
      if (!head && length > 0) {
        exchange.getResponseBody().write(next.body(), 0, length - next.cut());
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
