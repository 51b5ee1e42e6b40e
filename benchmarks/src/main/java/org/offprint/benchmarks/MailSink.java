package org.offprint.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A mail server that takes everything at once and keeps of it what a benchmark asks about.
final class MailSink implements AutoCloseable {
  private static final Pattern CONFIRM = Pattern.compile("/subscribe/confirm/[0-9a-f]{48}");

  final AtomicInteger mails = new AtomicInteger();
  final AtomicInteger digests = new AtomicInteger();

  /// Digests that lack a header which they must have.
  final AtomicInteger wrong = new AtomicInteger();

  final AtomicLong bytes = new AtomicLong();
  final AtomicInteger connections = new AtomicInteger();

  /// Paths of links that confirm an address, as they come in.
  final Queue<String> links = new ConcurrentLinkedQueue<>();

  private final ServerSocket socket;

  MailSink() {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual()
        .start(() -> {
          while (!socket.isClosed()) {
            try {
              Socket caller = socket.accept();
              connections.incrementAndGet();
              Thread.ofVirtual().start(() -> serve(caller));
            } catch (IOException closed) {
              return;
            }
          }
        });
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve(Socket caller) {
    try (caller;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(caller.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = caller.getOutputStream()) {
      caller.setTcpNoDelay(true);
      say(out, "220 sink");
      String line;
      while ((line = in.readLine()) != null) {
        switch (line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT)) {
          case "DATA" -> {
            say(out, "354 go on");
            take(in);
            say(out, "250 ok");
          }
          case "QUIT" -> {
            say(out, "221 bye");
            return;
          }
          default -> say(out, "250 ok");
        }
      }
    } catch (IOException gone) {
      // the sender hung up
    }
  }

  private void take(BufferedReader in) throws IOException {
    StringBuilder mail = new StringBuilder(32_768);
    String line;
    while ((line = in.readLine()) != null && !line.equals(".")) {
      mail.append(line).append('\n');
    }
    bytes.addAndGet(mail.length());
    String head = mail.substring(0, Math.max(0, mail.indexOf("\n\n")));
    if (head.contains("List-Id:")) {
      digests.incrementAndGet();
      if (!head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
          || !head.contains("/unsubscribe/")) {
        wrong.incrementAndGet();
      }
    } else {
      Matcher link = CONFIRM.matcher(mail.toString().replace("=\n", ""));
      if (link.find()) {
        links.add(link.group());
      }
    }
    mails.incrementAndGet();
  }

  private static void say(OutputStream out, String answer) throws IOException {
    out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
