package org.offprint.methods.kernel;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// A fixed pool for arithmetic, one thread a processor. The same number of workers gives the same
/// bits, since each always has the same share.
public final class Workers {
  /// Fewer where libtorch shall have some of the processors: `-Doffprint.threads=1`.
  public static final int COUNT =
      Math.max(
          1, Integer.getInteger("offprint.threads", Runtime.getRuntime().availableProcessors()));

  private static final ExecutorService POOL =
      Executors.newFixedThreadPool(
          COUNT, Thread.ofPlatform().daemon().name("kernel-", 0).factory());

  private Workers() {}

  /// Runs the task once for each of `count` workers and returns when all are done.
  static void each(int count, IntConsumer task) {
    if (count == 1) {
      task.accept(0);
      return;
    }
    List<Future<?>> running =
        IntStream.range(1, count)
            .<Future<?>>mapToObj(worker -> POOL.submit(() -> task.accept(worker)))
            .toList();
    try {
      task.accept(0);
    } finally {
      running.forEach(Workers::await);
    }
  }

  private static void await(Future<?> one) {
    boolean interrupted = false;
    while (true) {
      try {
        one.get();
        break;
      } catch (InterruptedException e) {
        interrupted =
            true; // the others still write to shared memory: leaving now would free it under them
      } catch (ExecutionException e) {
        throw new IllegalStateException("a kernel failed: " + e.getCause(), e.getCause());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
