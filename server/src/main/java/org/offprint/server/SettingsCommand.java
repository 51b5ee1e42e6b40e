package org.offprint.server;

import java.util.concurrent.Callable;
import org.offprint.server.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "settings",
    description = "Prints the settings that hold and where each was written; secrets are masked.",
    footer = {"", "Example: OFFPRINT_SERVER_PORT=9000 ./offprint settings"})
final class SettingsCommand implements Callable<Integer> {
  @Mixin Main.Shared shared = new Main.Shared();

  @Option(names = "--json", description = "One JSON document on standard output.")
  boolean json;

  @Override
  public Integer call() {
    Settings settings = shared.settings();
    System.out.print(
        json
            ? JsonMapper.builder().build().writeValueAsString(settings.effective()) + "\n"
            : settings.describe());
    return 0;
  }
}
