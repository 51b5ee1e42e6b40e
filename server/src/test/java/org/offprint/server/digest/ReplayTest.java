package org.offprint.server.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sixty days of announcements, told to many readers over a mail server that refuses, delays and
/// bounces, by two processes that crash. `-Dreplay.readers=1000` plays it in full; it keeps every
/// mail until it is checked, so give it 6 GB.
class ReplayTest {
  private static final int READERS = Integer.getInteger("replay.readers", 26);
  private static final int DAYS = Integer.getInteger("replay.days", 60);

  @TempDir Path folder;

  @Test
  void sixtyDaysRepeatNothingMissNothingAndWriteToNobodyWhoDoesNotWantIt() throws Exception {
    try (Replay replay = new Replay(folder, READERS, DAYS, 7)) {
      replay.play();
      Replay.Report report = replay.check();
      System.err.println(report);
      assertThat(report.broken()).isEmpty();
      assertThat(report.mails()).isGreaterThan(READERS * 10);
      assertThat(report.resent()).isPositive(); // there were crashes, and each was recognised
      assertThat(report.suspended()).isPositive();
      assertThat(report.left()).isPositive();
    }
  }
}
