package org.offprint.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/// What others send cannot write lines of the log.
class LogInjectionTest {
  private static final String FORGED =
      "x\r\n2026-03-06T11:00:00.000Z INFO  Accounts: ada is an admin now\u2028y\u001b[31mz";

  @Test
  void aMessageIsOneLineWhateverStandsInIt() throws JoranException {
    List<String> lines = logged(logger -> logger.warn("no such paper: {}", FORGED));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\S+ WARN  test: no such paper: x 2026.* y \\[31mz");
  }

  @Test
  void theMessageOfAnExceptionIsOneLineAndItsTraceIsWhole() throws JoranException {
    List<String> lines =
        logged(logger ->
            logger.error("broke", new IllegalStateException(FORGED, new RuntimeException(FORGED))));
    assertThat(lines)
        .noneMatch(line -> line.startsWith("2026-03-06T11:00:00.000Z INFO"))
        .anyMatch(line -> line.startsWith("\tat " + LogInjectionTest.class.getName()))
        .anyMatch(line -> line.startsWith("Caused by: "));
  }

  private interface Work {
    void with(Logger logger);
  }

  private static List<String> logged(Work work) throws JoranException {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      configurator.doConfigure(
          Objects.requireNonNull(LogInjectionTest.class.getResource("/logback.xml")));
      work.with(context.getLogger("test"));
    } finally {
      System.setErr(before);
      context.stop();
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
