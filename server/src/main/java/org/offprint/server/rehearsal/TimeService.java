package org.offprint.server.rehearsal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;

/// A {@link VirtualTime} for several processes, over sockets of this machine. A connection is a
/// participant: one that dies leaves with its connection.
final class TimeService implements AutoCloseable {
  private final VirtualTime time;
  private final ServerSocket socket;
  private int joined;

  TimeService(VirtualTime time) {
    this.time = time;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /// How many have joined so far, those that left again among them.
  synchronized int joined() {
    return joined;
  }

  /// Returns when `count` have joined.
  synchronized void awaitJoined(int count, int seconds) {
    long deadline = System.nanoTime() + seconds * 1_000_000_000L;
    try {
      while (joined < count) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new IllegalStateException(
              "a process of the rehearsal did not start within %d s".formatted(seconds));
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a process started", e);
    }
  }

  private synchronized void oneMore() {
    joined++;
    notifyAll();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket guest = socket.accept();
        guest.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(guest));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  /// A guest says how long it sleeps, and is told the time when it has.
  private void serve(Socket guest) {
    try (guest;
        VirtualTime.Participant participant = time.join()) {
      DataInputStream in = new DataInputStream(guest.getInputStream());
      DataOutputStream out = new DataOutputStream(guest.getOutputStream());
      oneMore();
      tell(out, time.instant());
      while (true) {
        // One that dies asleep is noticed when it would have woken, and holds nobody up until then.
        participant.sleep(Duration.ofNanos(in.readLong()));
        tell(out, time.instant());
      }
    } catch (IOException e) {
      // It is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(DataOutputStream out, Instant now) throws IOException {
    out.writeLong(now.getEpochSecond());
    out.writeInt(now.getNano());
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
