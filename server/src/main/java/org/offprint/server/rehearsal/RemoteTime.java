package org.offprint.server.rehearsal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import org.offprint.server.job.Time;

/// The time of a {@link TimeService} in another process, for one thread that works. It stands still
/// while that thread does.
final class RemoteTime implements Time, AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private volatile Instant now;

  RemoteTime(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
      now = told();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Instant told() throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public synchronized void sleep(Duration duration) {
    if (!duration.isPositive()) {
      return;
    }
    try {
      out.writeLong(duration.toNanos());
      out.flush();
      now = told();
    } catch (IOException e) {
      throw new UncheckedIOException("the time service is gone", e);
    }
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
