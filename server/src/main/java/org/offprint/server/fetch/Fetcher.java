package org.offprint.server.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpHead;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;
import org.offprint.server.job.Time;

/// Asks other people's servers for pages. Every request, also one after a redirect, goes through
/// the gate of its host and stands in the log before it is sent.
public final class Fetcher implements AutoCloseable {
  private static final int MOST_REDIRECTS = 5;
  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(30);
  private static final Duration LONGEST_BACK_OFF = Duration.ofHours(1);

  /// After so many failures one after the other the host is left alone for a while, whatever is
  /// due.
  private static final int PATIENCE = 4;

  private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(24);

  private final Database database;
  private final Time time;
  private final Gate gate;
  private final FetchSettings settings;
  private final RandomGenerator jitter;
  private final CloseableHttpClient client;
  private final ScheduledExecutorService alarmClock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("fetch-timeout").daemon().factory());

  public Fetcher(Database database, Time time, FetchSettings settings, RandomGenerator jitter) {
    this.database = database;
    this.time = time;
    this.gate = new Gate(database, time);
    this.settings = settings;
    this.jitter = jitter;
    this.client =
        HttpClients.custom()
            .setUserAgent(settings.userAgent())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            // What is left of a broken answer must not pass for the next one.
            .setConnectionReuseStrategy((request, response, context) -> false)
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(1)
                    .setDnsResolver(new PublicHosts(settings.trustedHosts()))
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom().setConnectTimeout(Timeout.ofSeconds(20)).build())
                    .build())
            .build();
  }

  /// Gets a page, following redirects to public addresses.
  public Fetched get(Ask ask) throws InterruptedException {
    return ask(ask, new Manner(Map.of(), false, false));
  }

  /// The same with headers of the asker's, such as a key: they go to the origin that is asked, and
  /// to none that it redirects to.
  public Fetched get(Ask ask, Map<String, String> headers) throws InterruptedException {
    return ask(ask, new Manner(headers, false, false));
  }

  /// Asks whether a page is there, and for no more of it than a byte. Every host on the way has a
  /// gate of its own.
  public Fetched look(Ask ask) throws InterruptedException {
    Fetched head = ask(ask, new Manner(Map.of(), true, true));
    boolean unanswered =
        head instanceof Fetched.Failed failed
            && (failed.status() == 403
                || failed.status() == 404
                || failed.status() == 405
                || failed.status() >= 500);
    return unanswered // many servers know GET only
        ? ask(ask, new Manner(Map.of("Range", "bytes=0-0"), false, true))
        : head;
  }

  /// How a request is made.
  ///
  /// @param perHost whether each host on the way has a gate of its own
  private record Manner(Map<String, String> headers, boolean head, boolean perHost) {
    /// arXiv has one gate, whoever leads there.
    String gate(Ask ask, URI address) {
      String host = String.valueOf(address.getHost()).toLowerCase(java.util.Locale.ROOT);
      return !perHost
          ? ask.gate()
          : host.equals("arxiv.org") || host.endsWith(".arxiv.org") ? "arxiv" : "host " + host;
    }
  }

  private Fetched ask(Ask ask, Manner manner) throws InterruptedException {
    URI address = ask.address();
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      Optional<String> refusal = settings.refusal(address);
      if (refusal.isPresent()) {
        return new Fetched.Failed(0, refusal.get());
      }
      URI here = address;
      switch (gate.through(
          manner.gate(ask, here), ask.pause(), turn -> logged(ask, manner, here, turn))) {
        case Gate.Passage.Closed(Instant until, String why) -> {
          return new Fetched.Later(until, why);
        }
        case Gate.Passage.Through(Answer(var fetched, var next, var status)) -> {
          if (next == null) {
            return fetched;
          }
          address = next;
        }
      }
    }
    return new Fetched.Failed(
        0, "%s redirects more than %d times".formatted(ask.address(), MOST_REDIRECTS));
  }

  /// Remembers how old a page was. Call it in the transaction that stores what the page says: one
  /// that was remembered but not stored would never come again.
  public void remember(Fetched.Page page) {
    if (page.etag() == null && page.lastModified() == null) {
      return;
    }
    database
        .sql()
        .sql(
            """
            insert into page_read (address, etag, last_modified) values (:address, :etag, :modified)
            on conflict (address) do update
              set etag = excluded.etag, last_modified = excluded.last_modified
            """)
        .param("address", page.asked().toString())
        .param("etag", page.etag())
        .param("modified", page.lastModified())
        .update();
  }

  /// @param next where a redirect points
  private record Answer(Fetched fetched, @Nullable URI next, int status) {
    Answer(Fetched fetched, int status) {
      this(fetched, null, status);
    }
  }

  private Answer logged(Ask ask, Manner manner, URI address, Gate.Turn turn) {
    long id =
        database
            .sql()
            .sql(
                """
                insert into fetch_log (gate, source, process, address, began)
                values (:gate, :source, :process, :address, :began) returning id
                """)
            .param("gate", manner.gate(ask, address))
            .param("source", ask.source())
            .param("process", settings.process())
            .param("address", address.toString())
            .param("began", Timestamp.from(turn.began()))
            .query(Long.class)
            .single();
    Answer answer = send(ask, manner, address, turn);
    if (answer.fetched() instanceof Fetched.Failed(int status, String why)
        && (status == 0 || status >= 500)) {
      turn.fail();
      if (turn.failures() >= PATIENCE) {
        turn.close(backOff(turn.failures() - PATIENCE), why);
      }
    }
    database
        .sql()
        .sql(
            "update fetch_log set ended = :ended, status = :status, bytes = :bytes, outcome = :outcome where id = :id")
        .param("ended", Timestamp.from(time.instant()))
        .param("status", answer.status() == 0 ? null : answer.status(), java.sql.Types.INTEGER)
        .param(
            "bytes",
            answer.fetched() instanceof Fetched.Page page ? (long) page.body().length : null,
            java.sql.Types.BIGINT)
        .param(
            "outcome",
            switch (answer.fetched()) {
              case Fetched.Page page -> "read";
              case Fetched.Unchanged() -> "unchanged";
              case Fetched.Later later -> later.why();
              case Fetched.Failed failed -> failed.why();
            })
        .param("id", id)
        .update();
    return answer;
  }

  private Answer send(Ask ask, Manner manner, URI address, Gate.Turn turn) {
    HttpUriRequestBase get = manner.head() ? new HttpHead(address) : new HttpGet(address);
    if (FetchSettings.origin(address).equals(FetchSettings.origin(ask.address()))) {
      manner.headers().forEach(get::setHeader);
    }
    get.setHeader("Accept", ask.accept());
    get.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(ask.timeout()))
            .setResponseTimeout(Timeout.of(ask.timeout()))
            .build());
    if (ask.conditional()) {
      validators(ask.address()).forEach((name, value) -> get.setHeader(name, value));
    }
    // Ends whatever it hangs in: a server may also send a byte every second for ever.
    ScheduledFuture<?> end =
        alarmClock.schedule(get::cancel, ask.timeout().toMillis(), TimeUnit.MILLISECONDS);
    try {
      return client.execute(get, response -> answer(ask, address, turn, response));
    } catch (IOException e) {
      return failed(
          0,
          get.isCancelled() || e instanceof InterruptedIOException
              ? "%s did not answer within %s".formatted(address, ask.timeout())
              : "%s broke off: %s".formatted(address, message(e)));
    } finally {
      end.cancel(false);
    }
  }

  private Answer answer(Ask ask, URI address, Gate.Turn turn, ClassicHttpResponse response)
      throws IOException {
    int status = response.getCode();
    switch (status) {
      case 200 -> {
        byte[] body = body(ask, response);
        return new Answer(
            new Fetched.Page(
                ask.address(),
                address,
                header(response, "Content-Type").orElse(""),
                body,
                header(response, "ETag").orElse(null),
                header(response, "Last-Modified").orElse(null)),
            status);
      }
      case 304 -> {
        return new Answer(new Fetched.Unchanged(), status);
      }
      case 301, 302, 303, 307, 308 -> {
        response.close();
        String location = header(response, "Location").orElse("");
        try {
          return new Answer(
              new Fetched.Failed(status, "redirected to " + location),
              address.resolve(location),
              status);
        } catch (IllegalArgumentException e) {
          return failed(
              status, "%s redirects to '%s', which is no address".formatted(address, location));
        }
      }
      case 429, 503 -> {
        Optional<Duration> asked = header(response, "Retry-After").flatMap(this::retryAfter);
        // Who was turned away often waits longer than a short answer asks for.
        Duration own =
            asked.isPresent()
                ? backOff(turn.failures()).minus(FIRST_BACK_OFF)
                : backOff(turn.failures());
        Duration wait = asked.filter(said -> said.compareTo(own) > 0).orElse(own);
        String why =
            "%s answered %d%s"
                .formatted(
                    address.getHost(),
                    status,
                    asked.isPresent() ? " and asked for " + asked.get().toSeconds() + " s" : "");
        turn.close(wait, why);
        response.close();
        return new Answer(new Fetched.Later(time.instant().plus(wait), why), status);
      }
      default -> {
        response.close();
        return failed(status, "%s answered %d".formatted(address, status));
      }
    }
  }

  private static byte[] body(Ask ask, ClassicHttpResponse response) throws IOException {
    if (response.getEntity() == null) {
      return new byte[0];
    }
    try (InputStream in = response.getEntity().getContent()) {
      java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
      byte[] piece = new byte[1 << 14];
      int read;
      while ((read = in.read(piece)) >= 0) {
        out.write(piece, 0, read);
        if (out.size() > ask.maxBytes()) {
          throw new IOException("it is longer than %d bytes".formatted(ask.maxBytes()));
        }
      }
      return out.toByteArray();
    }
  }

  private java.util.Map<String, String> validators(URI address) {
    java.util.Map<String, String> headers = new java.util.TreeMap<>();
    database
        .sql()
        .sql("select etag, last_modified from page_read where address = :address")
        .param("address", address.toString())
        .query(row -> {
          if (row.getString(1) != null) {
            headers.put("If-None-Match", row.getString(1));
          }
          if (row.getString(2) != null) {
            headers.put("If-Modified-Since", row.getString(2));
          }
        });
    return headers;
  }

  private Optional<Duration> retryAfter(String value) {
    return RetryAfter.of(value, time.instant())
        .map(wait -> wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait);
  }

  /// Twice as long with every failure, and up to a quarter more, so that those who were turned away
  /// together do not come back together.
  private Duration backOff(int failures) {
    Duration grown = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failures, 10));
    Duration bounded = grown.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : grown;
    return bounded.plusMillis((long) (bounded.toMillis() * jitter.nextDouble() / 4));
  }

  private static Optional<String> header(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null || header.getValue() == null
        ? Optional.empty()
        : Optional.of(header.getValue().strip());
  }

  private static Answer failed(int status, String why) {
    return new Answer(new Fetched.Failed(status, why), status);
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
    alarmClock.shutdownNow();
  }
}
