package org.offprint.server;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.offprint.server.db.EmbeddedPostgres.Use;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description =
        "The server on this machine, with the first edition; no network and no settings needed.",
    footer = {"", "Example: ./offprint serve --port 8080"})
final class ServeCommand implements Callable<Integer> {
  @Mixin Main.Shared shared = new Main.Shared();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on; 0 takes a free one (default: 8080).")
  int port = 8080;

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Offprint offprint = shared.open(Use.serve);
    WebServer server;
    try {
      server = WebServer.start(offprint, "127.0.0.1", port);
    } catch (RuntimeException e) {
      offprint.close();
      throw e;
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  offprint.close();
                  stopped.countDown();
                },
                "stop"));
    System.out.println(
        "Offprint is on http://localhost:"
            + server.port()
            + "/  (data in "
            + shared.data
            + "; stop with Ctrl-C)");
    stopped.await();
    return 0;
  }
}
