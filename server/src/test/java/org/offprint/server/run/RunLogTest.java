package org.offprint.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunLogTest {
  private final RunLog log = new RunLog();

  @Test
  void aShortLogIsKeptWhole() {
    log.write("one\ntwo\r\nthree");

    assertThat(log.view().whole()).isEqualTo("one\ntwo\n");
    log.close();
    assertThat(log.view().whole()).isEqualTo("one\ntwo\nthree\n");
    assertThat(log.lastLine()).isEqualTo("three");
  }

  @Test
  void ofALongLogTheBeginningAndTheEndAreKept() {
    for (int i = 0; i < 100_000; i++) {
      log.write("line " + i + "\n");
    }

    RunLog.View view = log.view();
    assertThat(view.length()).isEqualTo(1_088_890);
    assertThat(view.whole())
        .startsWith("line 0\nline 1\n")
        .endsWith("line 99998\nline 99999\n")
        .contains("characters left out")
        .hasSizeLessThan(RunLog.HEAD + RunLog.TAIL + 100);
    assertThat(view.head()).endsWith("\n");
    assertThat(view.tail()).startsWith("line ");
  }

  @Test
  void whatAReaderHasSeenIsNotSentAgain() {
    log.write("one\n");
    long seen = log.view().length();
    log.write("two\n");

    assertThat(log.view().since(seen)).isEqualTo("two\n");
    assertThat(log.view().since(8)).isEmpty();
    for (int i = 0; i < 10_000; i++) {
      log.write("a longer line of the log\n");
    }
    assertThat(log.view().since(seen)).isNull();
    seen = log.view().length();
    log.write("three\n");
    assertThat(log.view().since(seen)).isEqualTo("three\n");
    assertThat(log.view().since(seen + 100)).isNull();
  }

  @Test
  void howFarItIsIsNotPartOfTheLogUntilAPartIsDone() {
    log.write("seed 1, all logits: 28/200, loss 9.1, 1.0 steps/s, 2 min 3 s left\n");

    assertThat(log.view().whole()).isEmpty();
    assertThat(log.view().part()).isEqualTo(new RunLog.Progress("seed 1, all logits", 28, 200));
    log.write("seed 1, all logits: 200/200, loss 9.1, 1.0 steps/s, 0 s left\n");
    assertThat(log.view().whole()).contains("200/200");
  }

  @Test
  void oneEndlessLineAndControlCharactersDoNoHarm() {
    log.write("a\u0000b\u001b[31m\n");
    log.write("x".repeat(1_000_000));
    log.close();

    assertThat(log.view().whole()).startsWith("a\uFFFDb\uFFFD[31m\n").hasSizeLessThan(3_000);
  }
}
