package org.offprint.server.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A running run: looks at what its processes use, and ends all of them when that is too much.
final class RunProcess {
  /// How a run ended.
  sealed interface Ended {
    /// By itself.
    record Exited(int status) implements Ended {}

    /// Because of us; `why` says what it did, as in `it used more than 2 GiB of memory`.
    record Stopped(String why) implements Ended {}

    /// Because somebody asked for it.
    record Cancelled() implements Ended {}

    /// Because the server stops.
    record Interrupted() implements Ended {}
  }

  /// What somebody wants of it, asked between two looks.
  enum Wish {
    goOn,
    cancel,
    interrupt
  }

  interface Wishes {
    Wish ask();
  }

  private static final Duration LOOK = Duration.ofMillis(100);

  /// What programs say when the kernel's own limit, which stands above ours, was reached first.
  private static final Pattern REFUSED =
      Pattern.compile(
          "(?i)cannot fork|resource temporarily unavailable|unable to create native thread");

  private final Process process;
  private final ProcessTree tree;
  private final Path folder;
  private final Limits limits;
  private final RunLog log;
  private final long began = System.nanoTime();
  private final AtomicLong said = new AtomicLong();
  private final Thread reader;

  RunProcess(Process process, ProcessTree tree, Path folder, Limits limits, RunLog log) {
    this.process = process;
    this.tree = tree;
    this.folder = folder;
    this.limits = limits;
    this.log = log;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  String identity() {
    return ProcessTree.identity(process.pid());
  }

  /// Returns when nothing of it runs any more.
  Ended watch(Wishes wishes) {
    Ended ended = watched(wishes);
    boolean gone = tree.end();
    join();
    log.close();
    if (!gone) {
      return new Ended.Stopped("it did not end; some of its processes may still run");
    }
    if (ended instanceof Ended.Exited && diskBytes() > limits.diskBytes()) {
      return tooMuchDisk(); // the kernel was quicker than we
    }
    if (ended instanceof Ended.Exited && said.get() > limits.logBytes()) {
      return tooMuchSaid();
    }
    if (ended instanceof Ended.Exited(int status)
        && status != 0
        && REFUSED.matcher(log.lastLine()).find()) {
      return tooManyProcesses();
    }
    return ended;
  }

  private Ended watched(Wishes wishes) {
    for (long look = 0; ; look++) {
      try {
        if (process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
          return new Ended.Exited(process.exitValue());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Ended.Interrupted();
      }
      Ended excess = excess(look);
      if (excess != null) {
        return excess;
      }
      switch (wishes.ask()) {
        case cancel -> {
          return new Ended.Cancelled();
        }
        case interrupt -> {
          return new Ended.Interrupted();
        }
        case goOn -> {}
      }
    }
  }

  private @Nullable Ended excess(long look) {
    ProcessTree.Use use = tree.use();
    if (use.memoryBytes() > limits.memoryBytes()) {
      return new Ended.Stopped(
          "it used more than " + Limits.size(limits.memoryBytes()) + " of memory");
    }
    if (use.threads() > limits.processes()) {
      return new Ended.Stopped("it had more than " + limits.processes() + " processes and threads");
    }
    if (Duration.ofNanos(System.nanoTime() - began).compareTo(limits.time()) > 0) {
      return new Ended.Stopped("it took longer than " + Limits.time(limits.time()));
    }
    if (said.get() > limits.logBytes()) {
      return tooMuchSaid();
    }
    if (look % 5 == 0 && diskBytes() + tree.unnamedBytes() > limits.diskBytes()) {
      return tooMuchDisk();
    }
    return null;
  }

  private Ended tooManyProcesses() {
    return new Ended.Stopped("it had more than " + limits.processes() + " processes and threads");
  }

  private Ended tooMuchDisk() {
    return new Ended.Stopped("it wrote more than " + Limits.size(limits.diskBytes()) + " to disk");
  }

  private Ended tooMuchSaid() {
    return new Ended.Stopped(
        "it wrote more than " + Limits.size(limits.logBytes()) + " to its log");
  }

  private long diskBytes() {
    long[] bytes = {0};
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              bytes[0] += attributes.size() + 512; // a million empty files are not free
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // gone meanwhile
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) {
              bytes[0] += 512;
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + folder, e);
    }
    return bytes[0];
  }

  private void read() {
    try (Reader output = new InputStreamReader(process.getInputStream(), UTF_8)) {
      char[] buffer = new char[8192];
      for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
        log.write(java.nio.CharBuffer.wrap(buffer, 0, n));
        said.addAndGet(n);
      }
    } catch (IOException e) {
      log.say("(its output could not be read further: " + e.getMessage() + ")");
    }
  }

  private void join() {
    try {
      reader.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
