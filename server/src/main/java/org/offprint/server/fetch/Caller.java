package org.offprint.server.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/// Tells other people's servers something that they asked to be told. Like {@link Fetcher}, it goes
/// to no private address that nobody configured; unlike it, it follows no redirect, waits for no
/// gate and reads only how an answer begins.
public final class Caller implements AutoCloseable {
  private static final int MOST_READ = 4096;

  /// What became of a call.
  public sealed interface Answer {
    /// A server answered.
    ///
    /// @param begins the first bytes of the answer, as text
    /// @param patience how long it asks us to wait, where it does
    record Said(int status, String begins, Optional<Duration> patience) implements Answer {}

    /// Nothing answered, or the address must not be called.
    record Silence(String why) implements Answer {}
  }

  private final FetchSettings settings;
  private final Duration timeout;
  private final InstantSource clock;
  private final CloseableHttpClient client;
  private final ScheduledExecutorService alarmClock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("call-timeout").daemon().factory());

  /// @param timeout from the first byte sent to the last one read
  public Caller(FetchSettings settings, Duration timeout, InstantSource clock) {
    this.settings = settings;
    this.timeout = timeout;
    this.clock = clock;
    this.client =
        HttpClients.custom()
            .setUserAgent(settings.userAgent())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setConnectionReuseStrategy((request, response, context) -> false)
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(2)
                    .setMaxConnTotal(64)
                    .setDnsResolver(new PublicHosts(settings.trustedHosts()))
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom().setConnectTimeout(Timeout.of(timeout)).build())
                    .build())
            .build();
  }

  /// Why an address may not be called, or nothing.
  public Optional<String> refusal(URI address) {
    return settings.refusal(address);
  }

  /// Whether an address is one that was configured by name.
  public boolean trusts(URI address) {
    return settings.trusted().contains(FetchSettings.origin(address));
  }

  public Answer get(URI address) {
    return call(address, new HttpGet(address), Map.of());
  }

  public Answer post(URI address, Map<String, String> headers, byte[] body) {
    HttpPost post = new HttpPost(address);
    post.setEntity(new ByteArrayEntity(body, null)); // its type is among the headers
    return call(address, post, headers);
  }

  private Answer call(URI address, HttpUriRequestBase request, Map<String, String> headers) {
    Optional<String> refusal = settings.refusal(address);
    if (refusal.isPresent()) {
      return new Answer.Silence(refusal.get());
    }
    headers.forEach(request::setHeader);
    request.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(timeout))
            .setResponseTimeout(Timeout.of(timeout))
            .build());
    ScheduledFuture<?> end =
        alarmClock.schedule(request::cancel, timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return client.execute(request, this::answer);
    } catch (IOException e) {
      return new Answer.Silence(
          request.isCancelled() || e instanceof InterruptedIOException
              ? "did not answer within %s".formatted(words(timeout))
              : "broke off: "
                  + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    } finally {
      end.cancel(false);
    }
  }

  private static String words(Duration timeout) {
    return timeout.toMillis() < 1_000
        ? timeout.toMillis() + " ms"
        : timeout.toSeconds() + " seconds";
  }

  private Answer answer(ClassicHttpResponse response) throws IOException {
    Header header = response.getFirstHeader("Retry-After");
    Optional<Duration> patience =
        header == null || header.getValue() == null
            ? Optional.empty()
            : RetryAfter.of(header.getValue().strip(), clock.instant());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (response.getEntity() != null) {
      try (InputStream in = response.getEntity().getContent()) {
        byte[] piece = new byte[MOST_READ];
        int read;
        while (out.size() < MOST_READ && (read = in.read(piece, 0, MOST_READ - out.size())) >= 0) {
          out.write(piece, 0, read);
        }
        if (out.size() >= MOST_READ) {
          response.close(); // the rest, however long, is not read
        }
      }
    }
    return new Answer.Said(response.getCode(), out.toString(StandardCharsets.UTF_8), patience);
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
    alarmClock.shutdownNow();
  }
}
