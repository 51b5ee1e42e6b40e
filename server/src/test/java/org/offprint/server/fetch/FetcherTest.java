package org.offprint.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.job.Time;

class FetcherTest {
  private static final Instant NOON = Instant.parse("2026-06-04T12:00:00Z");

  /// For answers that come; nothing here is decided by time on a busy machine.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// For answers that never come.
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  private final Database database = TestDatabase.fresh();
  private final Standing time = new Standing();
  private final RawServer server = new RawServer();
  private final Fetcher fetcher =
      new Fetcher(
          database,
          time,
          new FetchSettings("Offprint/test", "test", Set.of(server.origin())),
          new SplittableRandom(1));

  @AfterEach
  void close() throws IOException {
    fetcher.close();
    server.close();
    database.close();
  }

  @Test
  void aPageIsReadToItsEndAndStandsInTheLog() throws InterruptedException {
    server.at(
        "/page", "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5\r\n\r\nwhole");
    assertThat(text(get("/page"))).isEqualTo("whole");
    assertThat(log()).containsExactly("200 read");
    assertThat(server.heads().getFirst()).contains("User-Agent: Offprint/test");
  }

  @ParameterizedTest(name = "Retry-After: {0}")
  @CsvSource({
    "120, 2026-06-04T12:02:00Z",
    "'Thu, 4 Jun 2026 12:10:00 GMT', 2026-06-04T12:10:00Z",
    "999999999, 2026-06-05T12:00:00Z", // a day at most
  })
  void whoeverAsksForPatienceGetsIt(String retryAfter, Instant at) throws InterruptedException {
    server.at(
        "/busy",
        "HTTP/1.1 429 Slow\r\nRetry-After: " + retryAfter + "\r\nContent-Length: 0\r\n\r\n");
    assertThat(get("/busy"))
        .isInstanceOfSatisfying(Fetched.Later.class, later -> assertThat(later.at()).isEqualTo(at));
    assertThat(get("/busy"))
        .as("the gate stays closed for every page of the host")
        .isInstanceOfSatisfying(Fetched.Later.class, later -> assertThat(later.at()).isEqualTo(at));
    assertThat(server.heads()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"429 Slow", "503 Down"})
  void withoutAMomentTheWaitDoublesEachTime(String status) throws InterruptedException {
    server.at("/busy", "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Fetched.Later later = (Fetched.Later) get("/busy");
      waits.add(Duration.between(time.instant(), later.at()).toSeconds());
      time.now = later.at();
    }
    assertThat(waits.get(0)).isBetween(30L, 38L);
    assertThat(waits.get(1)).isBetween(60L, 75L);
    assertThat(waits.get(2)).isBetween(120L, 150L);
    assertThat(waits.get(3)).isBetween(240L, 300L);
  }

  @Test
  void halfABodyIsNoPage() throws InterruptedException {
    server.at("/half", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    assertThat(failure(get("/half"))).contains("broke off");
  }

  @Test
  void aBodyThatIsLongerThanItsLengthLeavesNothingForTheNextAnswer() throws InterruptedException {
    server.at(
        "/long",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlongHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
    server.at("/next", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
    assertThat(text(get("/long"))).isEqualTo("long");
    assertThat(text(get("/next"))).isEqualTo("good");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhang",
        "HTTP/1.1 404 No\r\nContent-Length: 9\r\n\r\n"
      })
  void whoeverHangsIsLeft(String sent) throws InterruptedException {
    server.thenHang("/hang", sent);
    long began = System.nanoTime();
    assertThat(failure(get("/hang", TIMEOUT)))
        .containsAnyOf("did not answer within PT0.5S", "answered 404");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aByteNowAndThenIsNotAnAnswer() throws InterruptedException {
    server.dripping("/drip");
    assertThat(failure(get("/drip", TIMEOUT))).contains("did not answer within PT0.5S");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:1/private",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://localhost:1/",
        "http://10.1.2.3/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "ftp://arxiv.org/",
        "file:///etc/hostname",
        "http://user@arxiv.org/",
      })
  void aRedirectToAPrivateOrStrangeAddressIsNotFollowed(String target) throws InterruptedException {
    server.at(
        "/away", "HTTP/1.1 302 Away\r\nLocation: " + target + "\r\nContent-Length: 0\r\n\r\n");
    assertThat(failure(get("/away")))
        .contains(target)
        .containsAnyOf("private", "no web address", "no address of a public host");
    assertThat(log()).hasSize(1);
  }

  @Test
  void aNameThatIsPrivateOnlyWhenItIsUsedIsRefusedThere() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> new PublicHosts(Set.of()).resolve("localhost"))
        .isInstanceOf(java.net.UnknownHostException.class)
        .hasMessageContaining("private");
  }

  @Test
  void aRedirectGoesThroughTheGateToo() throws InterruptedException {
    server.at("/old", "HTTP/1.1 301 Moved\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n");
    server.at("/new", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
    assertThat(text(get("/old"))).isEqualTo("new");
    assertThat(log()).containsExactly("301 redirected to /new", "200 read");
    assertThat(time.slept).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aCircleOfRedirectsEnds() throws InterruptedException {
    server.at("/round", "HTTP/1.1 302 Round\r\nLocation: /round\r\nContent-Length: 0\r\n\r\n");
    assertThat(failure(get("/round"))).contains("redirects more than 5 times");
  }

  @Test
  void aPageThatIsRememberedNeedNotBeSentAgain() throws InterruptedException {
    server.at("/page", "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: 3\r\n\r\nold");
    fetcher.remember((Fetched.Page) get("/page"));
    server.at("/page", "HTTP/1.1 304 Same\r\n\r\n");
    assertThat(get("/page")).isEqualTo(new Fetched.Unchanged());
    assertThat(server.heads().getLast()).contains("If-None-Match: \"v1\"");
  }

  @Test
  void aBombUnpacksToNoMoreThanIsAllowed() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
      for (int i = 0; i < 64; i++) {
        out.write(new byte[1 << 20]);
      }
    }
    server.at(
        "/bomb",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.size() + "\r\n\r\n",
        bomb.toByteArray());
    assertThat(failure(get("/bomb"))).contains("longer than 1000000 bytes");
  }

  @Test
  void aHostThatFailsAgainAndAgainIsLeftAlone() throws InterruptedException {
    server.at("/broken", "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
    for (int i = 0; i < 5; i++) {
      assertThat(get("/broken")).isInstanceOf(Fetched.Failed.class);
    }
    time.now = time.now.plusSeconds(4); // only the usual pause would be over
    assertThat(get("/broken")).isInstanceOf(Fetched.Later.class);
  }

  private Fetched get(String path) throws InterruptedException {
    return get(path, PATIENCE);
  }

  private Fetched get(String path, Duration timeout) throws InterruptedException {
    return fetcher.get(
        new Ask(
            "test-source",
            "arxiv",
            Duration.ofSeconds(3),
            URI.create(server.origin() + path),
            "text/xml",
            true,
            1_000_000,
            timeout));
  }

  private static String text(Fetched fetched) {
    return new String(((Fetched.Page) fetched).body(), StandardCharsets.UTF_8);
  }

  private static String failure(Fetched fetched) {
    return ((Fetched.Failed) fetched).why();
  }

  private List<String> log() {
    return database
        .sql()
        .sql("select status || ' ' || outcome from fetch_log order by id")
        .query((row, number) -> row.getString(1))
        .list();
  }

  /// A time that moves only when somebody sleeps.
  private static final class Standing implements Time {
    private Instant now = NOON;
    private Duration slept = Duration.ZERO;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public void sleep(Duration duration) {
      now = now.plus(duration);
      slept = slept.plus(duration);
    }
  }

  /// A server that sends what it is told, byte by byte, and then closes the connection or hangs.
  private static final class RawServer {
    private record Script(byte[] sent, boolean hangs, boolean drips) {}

    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;

    RawServer() {
      try {
        socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
      } catch (IOException e) {
        throw new AssertionError("no socket", e);
      }
      Thread.ofVirtual()
          .start(() -> {
            while (!socket.isClosed()) {
              try {
                Socket guest = socket.accept();
                Thread.ofVirtual().start(() -> serve(guest));
              } catch (IOException e) {
                return;
              }
            }
          });
    }

    String origin() {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }

    List<String> heads() {
      return heads;
    }

    void at(String path, String answer) {
      at(path, answer, new byte[0]);
    }

    void at(String path, String head, byte[] body) {
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      sent.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
      sent.writeBytes(body);
      scripts.put(path, new Script(sent.toByteArray(), false, false));
    }

    void thenHang(String path, String sent) {
      scripts.put(path, new Script(sent.getBytes(StandardCharsets.ISO_8859_1), true, false));
    }

    void dripping(String path) {
      scripts.put(path, new Script(new byte[0], false, true));
    }

    private void serve(Socket guest) {
      try (guest) {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int c = guest.getInputStream().read();
          if (c < 0) {
            return;
          }
          head.append((char) c);
        }
        heads.add(head.toString());
        Script script =
            java.util.Objects.requireNonNull(scripts.get(head.toString().split(" ")[1]));
        guest.getOutputStream().write(script.sent());
        guest.getOutputStream().flush();
        if (script.hangs()) {
          guest.getInputStream().read();
        }
        if (script.drips()) {
          drip(guest);
        }
      } catch (IOException e) {
        // The guest has left.
      }
    }

    private static void drip(Socket guest) throws IOException {
      guest
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n"
                  .getBytes(StandardCharsets.ISO_8859_1));
      for (int i = 0; i < 10_000; i++) {
        guest.getOutputStream().write('x');
        guest.getOutputStream().flush();
        try {
          Thread.sleep(50);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }

    void close() throws IOException {
      socket.close();
    }
  }
}
