package org.offprint.lab;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.offprint.lab.task.Progress;

/// Progress for a person: one line that is written over in a terminal, a line now and then without
/// one. Remembers the last lines for the log of the result.
final class ConsoleProgress implements Progress {
  private static final int REMEMBERED = 60;

  private final PrintStream out;
  private final boolean terminal;
  private final Duration pause;
  private final InstantSource clock;
  private final Deque<String> log = new ArrayDeque<>();
  private String part = "";
  private long partStarted;
  private long shown;

  /// A line every ten seconds where there is no terminal.
  ConsoleProgress(PrintStream out, boolean terminal, InstantSource clock) {
    this(out, terminal, Duration.ofSeconds(10), clock);
  }

  /// @param pause how long without a terminal between two lines
  ConsoleProgress(PrintStream out, boolean terminal, Duration pause, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.pause = pause;
    this.clock = clock;
  }

  @Override
  public void step(String what, int done, int total, String state) {
    long now = clock.millis();
    if (!what.equals(part)) {
      part = what;
      partStarted = now;
      shown = now;
    }
    double seconds = Math.max(1e-3, (now - partStarted) / 1000.0);
    double rate = done / seconds;
    String line =
        String.format(
            Locale.ROOT,
            "%s: %d/%d, %s, %.1f steps/s, %s left",
            what,
            done,
            total,
            state,
            rate,
            duration((total - done) / rate));
    if (terminal && (now - shown >= 100 || done == total)) {
      shown = now;
      out.print("\r\u001b[K" + line + (done == total ? "\n" : ""));
      out.flush();
    } else if (!terminal && (now - shown >= pause.toMillis() || done == total)) {
      shown = now;
      out.println(line);
    }
  }

  @Override
  public void say(String line) {
    if (log.size() == REMEMBERED) {
      log.removeFirst();
    }
    log.addLast(line);
    out.println((terminal ? "\r\u001b[K" : "") + line);
  }

  List<String> log() {
    return List.copyOf(log);
  }

  static String duration(double seconds) {
    Duration time = Duration.ofSeconds(Math.round(Math.min(seconds, 1e6)));
    return time.toMinutes() > 0
        ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
        : time.toSeconds() + " s";
  }
}
