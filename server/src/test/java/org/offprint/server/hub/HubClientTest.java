package org.offprint.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.offprint.server.TestPapers.listed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;

class HubClientTest {
  private static final Path SCRIPT = Path.of("..", "tools", "hub-client", "check.py");
  private static final int CLIENT_IS_MISSING = 77;

  @Test
  void theRealClientWorksWithOnlyItsEndpointChanged() throws Exception {
    try (TestServer server =
        TestServer.with(
            TestPapers.FULL_LISTED,
            listed("2603.00002", "2026-03-05", 40, "2026-03-03T00:00:00Z"),
            listed("2603.00005", "2026-03-09", null, "2026-03-06T00:00:00Z"))) {
      ProcessBuilder call =
          new ProcessBuilder(
                  System.getenv().getOrDefault("PYTHON", "/usr/bin/python3"),
                  SCRIPT.toString(),
                  server.address(),
                  TestPapers.FULL.id().value())
              .redirectErrorStream(true);
      Map<String, String> environment = call.environment();
      String client = environment.get("HUB_CLIENT");
      if (client != null) {
        environment.put("PYTHONPATH", client);
      }
      Process process = started(call);
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assumeTrue(process.exitValue() != CLIENT_IS_MISSING, said);

      assertThat(process.exitValue()).as(said).isZero();
    }
  }

  private static Process started(ProcessBuilder call) {
    try {
      return call.start();
    } catch (IOException noPython) {
      assumeTrue(false, "this test wants Python 3 with huggingface_hub: " + noPython.getMessage());
      throw new AssertionError(noPython);
    }
  }
}
