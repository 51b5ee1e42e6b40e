package org.offprint.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.offprint.catalog.result.Method;

/// Where results stand: in the repository, and in a data folder.
final class ResultFolders {
  private ResultFolders() {}

  /// The result files of a method by name; a name that both have is one file.
  static SortedMap<String, Path> of(Method method, Path data) {
    SortedMap<String, Path> found = new TreeMap<>();
    for (Path folder : List.of(Surroundings.home().resolve("results"), data.resolve("results"))) {
      Path own = folder.resolve(method.id());
      if (!Files.isDirectory(own)) {
        continue;
      }
      try (Stream<Path> files = Files.list(own)) {
        files
            .filter(file -> file.toString().endsWith(".json"))
            .forEach(file -> found.putIfAbsent(String.valueOf(file.getFileName()), file));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list the results in " + own, e);
      }
    }
    return found;
  }
}
