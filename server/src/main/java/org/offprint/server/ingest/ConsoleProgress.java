package org.offprint.server.ingest;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Locale;

/// Progress for people: a bar with rate and time left on a terminal, else a plain line every few
/// seconds. Write it to standard error, so that standard output holds the report alone.
public final class ConsoleProgress implements ImportProgress {
  private static final int BAR = 30;
  private static final long TERMINAL_MILLIS = 100;
  private static final long PLAIN_MILLIS = 5_000;

  private final PrintStream out;
  private final boolean terminal;
  private final InstantSource clock;
  private final long begin;
  private long shown;
  private boolean open;

  public ConsoleProgress(PrintStream out, boolean terminal, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.begin = clock.millis();
    this.shown = begin;
  }

  @Override
  public void at(String file, long bytesRead, long bytes, Counts counts) {
    long now = clock.millis();
    if (now - shown < (terminal ? TERMINAL_MILLIS : PLAIN_MILLIS)) {
      return;
    }
    shown = now;
    double seconds = Math.max(now - begin, 1) / 1000.0;
    String rate =
        String.format(Locale.ROOT, "%,d records, %,.0f/s", counts.read(), counts.read() / seconds);
    String bad =
        counts.quarantined() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d in quarantine", counts.quarantined());
    if (bytes <= 0 || bytesRead <= 0) {
      show("%s: %s%s".formatted(file, rate, bad));
      return;
    }
    double part = Math.min(1, (double) bytesRead / bytes);
    String left = left(Math.round(seconds * (1 - part) / part));
    show("%s%3.0f %% %s: %s%s, %s left".formatted(bar(part), 100 * part, file, rate, bad, left));
  }

  private String bar(double part) {
    int full = (int) Math.round(part * BAR);
    return terminal ? "[" + "#".repeat(full) + " ".repeat(BAR - full) + "] " : "";
  }

  private static String left(long seconds) {
    return seconds < 60 ? seconds + " s" : "%d min %02d s".formatted(seconds / 60, seconds % 60);
  }

  private void show(String line) {
    if (terminal) {
      out.print("\r" + line + "\u001B[K"); // erases what a longer line left behind
      open = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  @Override
  public void done() {
    if (open) {
      out.print("\r\u001B[K");
      out.flush();
      open = false;
    }
  }
}
