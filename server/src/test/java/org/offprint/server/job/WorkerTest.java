package org.offprint.server.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerTest {
  @Test
  void aStepRepeatsAtOnceWhileThereIsMore() throws InterruptedException {
    CountDownLatch steps = new CountDownLatch(100);
    try (Worker worker =
        Worker.start(
            "test",
            Duration.ofDays(1),
            () -> {
              steps.countDown();
              return steps.getCount() > 0;
            })) {
      assertTrue(steps.await(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void wakingEndsThePause() throws InterruptedException {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(2);
    try (Worker worker =
        Worker.start(
            "test",
            Duration.ofDays(1),
            () -> {
              first.countDown();
              second.countDown();
              return false;
            })) {
      assertTrue(first.await(60, TimeUnit.SECONDS));
      worker.wake();
      assertTrue(second.await(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void aFailureDoesNotEndTheWork() throws InterruptedException {
    AtomicInteger attempts = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1);
    try (Worker worker =
        Worker.start(
            "test",
            Duration.ofMillis(1),
            () -> {
              if (attempts.incrementAndGet() < 4) {
                throw new IllegalStateException("not yet");
              }
              done.countDown();
              return false;
            })) {
      assertTrue(done.await(60, TimeUnit.SECONDS));
    }
    assertTrue(attempts.get() >= 4);
  }

  @Test
  void closingLetsTheStepFinish() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger finished = new AtomicInteger();
    Worker worker =
        Worker.start(
            "test",
            Duration.ofDays(1),
            () -> {
              begun.countDown();
              release.await();
              finished.incrementAndGet();
              return false;
            });
    assertTrue(begun.await(60, TimeUnit.SECONDS));
    release.countDown();
    worker.close();
    assertEquals(1, finished.get());
  }
}
