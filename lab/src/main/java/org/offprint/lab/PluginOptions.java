package org.offprint.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where plug-ins lie: for every command that knows methods.
final class PluginOptions {
  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      defaultValue = "${env:OFFPRINT_PLUGINS}",
      description =
          "A folder of plug-in jars besides DATA/plugins (or OFFPRINT_PLUGINS); see docs/add-a-paper.md.")
  @Nullable Path folder;

  /// The library with them; says on standard error which jars were left out, and why.
  Library library(Path data) {
    List<Path> folders = new ArrayList<>(List.of(data.resolve("plugins")));
    if (folder != null && !folder.toString().isEmpty()) {
      folders.add(folder);
    }
    Library library = Library.with(folders);
    library.refused().forEach(System.err::println);
    return library;
  }

  /// The same for a process of our own.
  List<String> arguments() {
    return folder == null || folder.toString().isEmpty()
        ? List.of()
        : List.of("--plugins", folder.toString());
  }
}
