package org.offprint.server.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/// The lock that gives a data folder to one process. The operating system lets go of it when the
/// process ends, however it ends; the text in the file only tells others whom they are waiting for.
final class FolderLock implements AutoCloseable {
  /// What became of asking for the lock.
  sealed interface Outcome {
    record Held(FolderLock lock) implements Outcome {}

    record Busy(Holder holder) implements Outcome {}
  }

  /// Who holds the lock: a sentence fragment such as `process 4242 (serve, since
  /// 2026-03-05T09:00:00Z)`.
  record Holder(String description) {
    DataFolderInUse refusal(Path folder) {
      return new DataFolderInUse(
          "The data folder %s is in use by %s. Stop that first, or choose another folder with --data."
              .formatted(folder, description));
    }
  }

  // The system's lock belongs to a process, and closing any handle of the file gives it up: a
  // folder that this process holds is therefore
  // looked up here, and its file is not opened a second time.
  private static final Map<Path, Holder> HELD_HERE = new HashMap<>();

  private final Path file;
  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(Path file, FileChannel channel, FileLock lock) {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
  }

  static Outcome take(Path folder, DatabaseHost.Use use, InstantSource clock) {
    Path file = folder.resolve("offprint.lock");
    synchronized (HELD_HERE) {
      Holder here = HELD_HERE.get(file);
      if (here != null) {
        return new Outcome.Busy(here);
      }
      try {
        return take(file, use, clock.instant());
      } catch (IOException e) {
        throw new DatabaseUnavailable(
            "Cannot lock %s: %s. The data folder must be writable.".formatted(file, e), e);
      }
    }
  }

  private static Outcome take(Path file, DatabaseHost.Use use, Instant now) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      String written = Files.readString(file).strip();
      return new Outcome.Busy(
          new Holder(written.isEmpty() ? "another process, which has only just started" : written));
    }
    Holder holder =
        new Holder(
            "process %d (%s, since %s)"
                .formatted(
                    ProcessHandle.current().pid(), use, now.truncatedTo(ChronoUnit.SECONDS)));
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((holder.description() + "\n").getBytes(UTF_8)), 0);
    HELD_HERE.put(file, holder);
    return new Outcome.Held(new FolderLock(file, channel, lock));
  }

  boolean holds() {
    return lock.isValid();
  }

  @Override
  public void close() {
    synchronized (HELD_HERE) {
      if (!lock.isValid()) {
        return;
      }
      try {
        channel.truncate(0);
        channel.close();
      } catch (IOException e) {
        throw new DatabaseUnavailable("Cannot let go of %s: %s".formatted(file, e), e);
      } finally {
        HELD_HERE.remove(file);
      }
    }
  }
}
