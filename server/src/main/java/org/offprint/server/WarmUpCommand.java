package org.offprint.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import org.offprint.server.db.DatabaseHost.Use;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Starts, answers what a first visitor asks for, and stops: the rehearsal from which the build
/// records the start-up cache.
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
  private static final List<String> PATHS =
      List.of(
          "/",
          "/papers/trending",
          "/papers/2411.09009",
          "/methods",
          "/search?q=cross+entropy",
          "/papers.atom",
          "/api/daily_papers",
          "/api/v1/trending",
          "/readyz",
          "/metrics",
          "/nowhere");

  @Mixin Main.Shared shared = new Main.Shared();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Offprint offprint = shared.open(Use.serve);
        WebServer server = WebServer.start(offprint, "127.0.0.1", 0);
        HttpClient client = HttpClient.newHttpClient()) {
      for (String path : PATHS) {
        URI address = URI.create("http://127.0.0.1:" + server.port() + path);
        client.send(
            HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
      }
    }
    return 0;
  }
}
