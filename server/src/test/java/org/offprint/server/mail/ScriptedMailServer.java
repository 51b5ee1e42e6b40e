package org.offprint.server.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A mail server over real sockets that keeps what it is sent, and says to each recipient and mail
/// what a test wants it to say. RFC 5321 as far as senders use it.
public final class ScriptedMailServer implements AutoCloseable {
  /// What it was sent, byte for byte in ISO 8859-1, with its envelope.
  public record Received(String from, String to, String mail) {}

  /// Says `250 ok`, or why not.
  public interface Script {
    /// At `RCPT TO`.
    default String recipient(String from, String to) {
      return "250 2.1.5 ok";
    }

    /// At the end of the mail; kept only where the answer begins with 2.
    default String mail(Received mail) {
      return "250 2.0.0 ok";
    }
  }

  private final ServerSocket socket;
  private final Script script;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  public ScriptedMailServer(Script script) {
    this.script = script;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return socket.getLocalPort();
  }

  /// In the order of arrival.
  public List<Received> received() {
    return received;
  }

  public int connections() {
    return connections.get();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket caller = socket.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(caller));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket caller) {
    try (caller;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(caller.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = caller.getOutputStream()) {
      caller.setTcpNoDelay(true);
      say(out, "220 mail.example.org ready");
      String from = "";
      String to = "";
      String line;
      while ((line = in.readLine()) != null) {
        String command =
            line.length() < 4 ? line : line.substring(0, 4).toUpperCase(java.util.Locale.ROOT);
        switch (command) {
          case "EHLO" ->
              say(out, "250-mail.example.org\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME");
          case "HELO", "NOOP", "RSET" -> say(out, "250 2.0.0 ok");
          case "MAIL" -> {
            from = inBrackets(line);
            to = "";
            say(out, "250 2.1.0 ok");
          }
          case "RCPT" -> {
            String wanted = inBrackets(line);
            String answer = script.recipient(from, wanted);
            to = answer.startsWith("2") ? wanted : to;
            say(out, answer);
            if (answer.startsWith("421")) {
              return;
            }
          }
          case "DATA" -> {
            say(out, "354 go on");
            Received mail = new Received(from, to, data(in));
            String answer = script.mail(mail);
            if (answer.startsWith("2")) {
              received.add(mail);
            }
            say(out, answer);
          }
          case "QUIT" -> {
            say(out, "221 2.0.0 bye");
            return;
          }
          default -> say(out, "500 5.5.1 what?");
        }
      }
    } catch (IOException gone) {
      // the caller hung up
    }
  }

  private static String data(BufferedReader in) throws IOException {
    StringBuilder mail = new StringBuilder();
    String line;
    while ((line = in.readLine()) != null && !line.equals(".")) {
      mail.append(line.startsWith("..") ? line.substring(1) : line).append("\r\n");
    }
    return mail.toString();
  }

  private static String inBrackets(String line) {
    int open = line.indexOf('<');
    int close = line.indexOf('>', open);
    return open < 0 || close < 0 ? "" : line.substring(open + 1, close);
  }

  private static void say(OutputStream out, String answer) throws IOException {
    out.write((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
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
