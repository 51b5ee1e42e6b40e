package org.offprint.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import java.util.stream.LongStream;

/// Asks for pages over connections that stay open as long as the server lets them, each as fast as
/// it is answered, and notes how long every answer took, from the first byte sent to the last one
/// read.
final class Load {
  /// @param path the address of the n-th request; n counts over all connections
  record Requests(String name, IntFunction<String> path) {}

  /// Times in milliseconds.
  ///
  /// @param processor time that the server's processors worked for one answer
  record Measured(
      String name,
      int connections,
      int answers,
      int failures,
      double perSecond,
      double p50,
      double p95,
      double p99,
      double most,
      double processor) {}

  private static final int PACED_CONNECTIONS = 32;
  private static final int MOST_WARM_UPS = 24;
  private static final double NO_FASTER = 1.03;

  private final int port;
  private final DoubleSupplier processorMillis;

  /// @param processorMillis what the server has used of the processors so far
  Load(int port, DoubleSupplier processorMillis) {
    this.port = port;
    this.processorMillis = processorMillis;
  }

  Measured run(Requests requests, int connections, Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    AtomicInteger next = new AtomicInteger();
    return measured(requests, connections, failures -> ask(requests, next, failures, end));
  }

  /// Asks for ten seconds again and again until that answers no faster than it did, since a server
  /// compiles what it does most while it works, and returns how many requests that were. A few
  /// seconds where nobody asks how fast it is.
  int warmUp(Requests requests, boolean quick) {
    int answers = 0;
    double best = 0;
    for (int i = 0; i < MOST_WARM_UPS; i++) {
      int from = answers;
      Requests next = new Requests(requests.name(), n -> requests.path().apply(from + n));
      Measured measured = run(next, 8, Duration.ofSeconds(quick ? 4 : 10));
      answers += measured.answers();
      if (quick || measured.perSecond() < best * NO_FASTER) {
        return answers;
      }
      best = Math.max(best, measured.perSecond());
    }
    return answers;
  }

  /// The same at a steady rate: each request has its moment, and its time counts from then on, so
  /// that a server that stands still for a while is not asked less meanwhile.
  Measured paced(Requests requests, int perSecond, Duration duration) {
    int total = (int) (perSecond * duration.toMillis() / 1000);
    AtomicInteger next = new AtomicInteger();
    long started = System.nanoTime();
    return measured(
        requests,
        PACED_CONNECTIONS,
        failures -> askPaced(requests, next, total, failures, started, perSecond));
  }

  /// What one connection does; returns how long each answer took, in nanoseconds.
  private interface Connection {
    long[] ask(AtomicInteger failures) throws IOException, InterruptedException;
  }

  private Measured measured(Requests requests, int connections, Connection connection) {
    AtomicInteger failures = new AtomicInteger();
    double before = processorMillis.getAsDouble();
    long started = System.nanoTime();
    // Many take turns as virtual threads: those of the system would wait for a processor, up to
    // 20 ms where server and clients have the same two, and that is what would be measured.
    try (ExecutorService threads =
        connections == 1
            ? Executors.newSingleThreadExecutor()
            : Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<long[]>> parts = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        parts.add(threads.submit(() -> connection.ask(failures)));
      }
      List<long[]> times = new ArrayList<>();
      for (Future<long[]> part : parts) {
        times.add(part.get());
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      long[] sorted = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      if (sorted.length == 0) {
        throw new BenchmarkFailure(
            "no answer at all for "
                + requests.name()
                + "; the last request was "
                + requests.path().apply(0));
      }
      return new Measured(
          requests.name(),
          connections,
          sorted.length,
          failures.get(),
          sorted.length / seconds,
          at(sorted, 0.50),
          at(sorted, 0.95),
          at(sorted, 0.99),
          at(sorted, 1),
          (processorMillis.getAsDouble() - before) / sorted.length);
    } catch (InterruptedException e) {
      throw new BenchmarkFailure("interrupted");
    } catch (ExecutionException e) {
      throw new BenchmarkFailure(requests.name() + ": " + e.getCause());
    }
  }

  private long[] askPaced(
      Requests requests,
      AtomicInteger next,
      int total,
      AtomicInteger failures,
      long started,
      int perSecond)
      throws IOException, InterruptedException {
    LongStream.Builder times = LongStream.builder();
    int n = next.getAndIncrement();
    while (n < total) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        OutputStream out = socket.getOutputStream();
        InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        boolean open = true;
        while (open && n < total) {
          long due = started + (long) (n * 1e9 / perSecond);
          long wait = due - System.nanoTime();
          if (wait > 0) {
            Thread.sleep(Duration.ofNanos(wait));
          }
          out.write(request(requests.path().apply(n)));
          Answer answer = Answer.read(in);
          times.add(System.nanoTime() - due);
          failures.addAndGet(answer.status() == 200 ? 0 : 1);
          open = !answer.last();
          n = next.getAndIncrement();
        }
      }
    }
    return times.build().toArray();
  }

  private long[] ask(Requests requests, AtomicInteger next, AtomicInteger failures, long end)
      throws IOException {
    LongStream.Builder times = LongStream.builder();
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        OutputStream out = socket.getOutputStream();
        InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        boolean open = true;
        while (open && System.nanoTime() < end) {
          byte[] request = request(requests.path().apply(next.getAndIncrement()));
          long sent = System.nanoTime();
          out.write(request);
          Answer answer = Answer.read(in);
          times.add(System.nanoTime() - sent);
          failures.addAndGet(answer.status() == 200 ? 0 : 1);
          open = !answer.last();
        }
      }
    }
    return times.build().toArray();
  }

  private byte[] request(String path) {
    return ("GET "
            + path
            + " HTTP/1.1\r\nHost: localhost:"
            + port
            + "\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// The smallest time that at least this part of the answers did not exceed.
  static double at(long[] sorted, double part) {
    int index = (int) Math.ceil(part * sorted.length) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }
}
