package org.offprint.server.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The records of a file in batches, in their order: one thread splits the file, others read the
/// records while the caller saves. The queue holds a few batches, so a slow store slows the reading
/// and memory stays bounded.
final class Batches implements AutoCloseable {
  private static final int AHEAD = 4;

  /// A batch of huge records ends early, since several batches are in memory at once.
  private static final int LARGEST = 8 << 20;

  /// The end of a file, and why it came early.
  private record End(@Nullable IOException broken, @Nullable RuntimeException failed) {}

  private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(AHEAD);
  private final ExecutorService threads;
  private final Future<?> reader;
  private List<Raw> filling = new ArrayList<>();
  private long size;

  private Batches(SourceFile source, Format format, ExecutorService threads) {
    this.threads = threads;
    this.reader = threads.submit(() -> split(source, format));
  }

  static Batches of(SourceFile source, Format format, ExecutorService threads) {
    return new Batches(source, format, threads);
  }

  private void split(SourceFile source, Format format) {
    End end = new End(null, null);
    try {
      format.read(source, this::take);
    } catch (IOException e) {
      end = new End(e, null);
    } catch (Stopped e) {
      return;
    } catch (RuntimeException e) {
      end = new End(null, e);
    }
    try {
      flush();
      put(end);
    } catch (Stopped e) {
      return; // nobody listens any more
    }
  }

  private void take(Raw record) {
    filling.add(record);
    size += record.size();
    if (filling.size() >= Batch.SIZE || size >= LARGEST) {
      flush();
    }
  }

  private void flush() {
    if (!filling.isEmpty()) {
      List<Raw> records = filling;
      filling = new ArrayList<>(Batch.SIZE);
      size = 0;
      put(threads.submit(() -> Batch.read(records)));
    }
  }

  private void put(Object item) {
    try {
      queue.put(item);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped();
    }
  }

  /// The next batch, or null after the last one.
  ///
  /// @throws IOException when the file broke off; all batches before it have been given out
  @Nullable Batch next() throws IOException {
    try {
      switch (queue.take()) {
        case End(IOException broken, RuntimeException failed) -> {
          if (broken != null) {
            throw broken;
          }
          if (failed != null) {
            throw failed;
          }
          return null;
        }
        case Future<?> batch -> {
          return (Batch) batch.get();
        }
        default -> throw new AssertionError("only batches and the end are put in the queue");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the import was stopped", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a batch could not be read", e.getCause());
    }
  }

  @Override
  public void close() {
    reader.cancel(true);
  }

  /// The reader was told to stop.
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("stopped", null, false, false);
    }
  }
}
