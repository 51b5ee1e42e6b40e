package org.offprint.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadTest {
  @Test
  void aPercentileIsTheSmallestTimeThatSoManyAnswersDidNotExceed() {
    long[] hundred = LongStream.rangeClosed(1, 100).map(n -> n * 1_000_000).toArray();
    assertThat(Load.at(hundred, 0.50)).isEqualTo(50);
    assertThat(Load.at(hundred, 0.95)).isEqualTo(95);
    assertThat(Load.at(hundred, 1)).isEqualTo(100);
    assertThat(Load.at(new long[] {3_000_000}, 0.99)).isEqualTo(3);
  }

  @Test
  void answersAreReadToTheirEndSoThatTheNextOneBeginsAtItsBeginning() throws IOException {
    var in =
        new ByteArrayInputStream(
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                    + "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
                    + "HTTP/1.1 304 Not Modified\r\nETag: x\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(List.of(Answer.read(in), Answer.read(in), Answer.read(in)))
        .containsExactly(new Answer(200, false), new Answer(404, false), new Answer(304, true));
    assertThatThrownBy(() -> Answer.read(in)).isInstanceOf(EOFException.class);
  }

  @Test
  void everyConnectionAsksForTheNextAddressAndFailuresAreCounted() throws IOException {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(
              exchange.getRequestURI().toString().endsWith("3") ? 500 : 200, -1);
          exchange.close();
        });
    server.start();
    try {
      var measured =
          new Load(server.getAddress().getPort(), () -> 0)
              .run(new Load.Requests("x", n -> "/" + n), 2, Duration.ofMillis(500));
      assertThat(measured.answers()).isEqualTo(asked.size());
      assertThat(measured.failures())
          .isEqualTo((int) asked.stream().filter(path -> path.endsWith("3")).count());
      assertThat(asked).contains("/0", "/1");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void pagesAreAskedForByTheAddressesThatTheServerTells() throws IOException {
    Map<String, String> files =
        Map.of(
            "/sitemap.xml",
            "<loc>https://a.example/sitemap-0.xml</loc><loc>https://a.example/sitemap-1.xml</loc>",
            "/sitemap-0.xml",
            "<loc>https://a.example/about</loc><loc>https://a.example/papers/date/2024-05-02</loc>",
            "/sitemap-1.xml",
            "<loc>https://a.example/papers/cs/0112017</loc><loc>https://a.example/papers/a%26b&amp;c</loc>");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    files.forEach((path, text) ->
        server.createContext(
            path,
            exchange -> {
              byte[] body = text.getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, body.length);
              exchange.getResponseBody().write(body);
              exchange.close();
            }));
    server.start();
    try {
      assertThat(Sitemap.of(server.getAddress().getPort()))
          .isEqualTo(
              new Sitemap(
                  List.of("/papers/date/2024-05-02"),
                  List.of("/papers/cs/0112017", "/papers/a%26b&c")));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void searchesAreMadeOfTitlesAndAlwaysTheSame() {
    List<String> titles = List.of("Cut Your Losses in Large-Vocabulary Language Models", "Adam");
    assertThat(SearchBenchmark.paths(titles))
        .isEqualTo(SearchBenchmark.paths(titles))
        .allMatch(path -> path.startsWith("/search?q="));
  }
}
