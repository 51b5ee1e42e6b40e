package org.offprint.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.offprint.server.config.Settings;
import org.offprint.server.db.DatabaseHost.Use;
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
  @Nullable Integer port;

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    if (port != null) {
      shared.set.put("server.port", port.toString());
    }
    Settings settings = shared.settings();
    requireFree(new InetSocketAddress(settings.server().address(), settings.server().port()));
    Offprint offprint = Offprint.open(settings, Use.serve);
    // Before the web server starts, so that an interrupt in between leaves no database behind.
    AtomicReference<@Nullable WebServer> running = new AtomicReference<>();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  WebServer server = running.get();
                  if (server != null) {
                    server.close();
                  }
                  offprint.close();
                  stopped.countDown();
                },
                "stop"));
    WebServer server =
        WebServer.start(
            offprint, settings.server().address().getHostAddress(), settings.server().port());
    running.set(server);
    offprint.startJobs();
    System.out.println(
        "Offprint is on http://localhost:"
            + server.port()
            + "/  (data in "
            + shared.data
            + "; stop with Ctrl-C)");
    offprint
        .setupCode()
        .ifPresent(code ->
            System.out.println(
                "There is no admin yet. The first one enters this code at http://localhost:%d/setup: %s"
                    .formatted(server.port(), code)));
    stopped.await();
    return 0;
  }

  /// Asked before anything is opened, so that the answer comes at once and in one line.
  private static void requireFree(InetSocketAddress address) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot listen on port %d of %s: %s. Choose another port with --port, or stop the program that has it."
              .formatted(address.getPort(), address.getHostString(), e.getMessage()),
          e);
    }
  }
}
