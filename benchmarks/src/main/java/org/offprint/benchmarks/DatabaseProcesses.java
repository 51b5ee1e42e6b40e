package org.offprint.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The processes of the embedded database of a data folder.
final class DatabaseProcesses {
  private DatabaseProcesses() {}

  /// None where the database is not embedded, or not there any more.
  static Stream<ProcessHandle> of(Path data) {
    return postmaster(data).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()));
  }

  /// The process that has started the others.
  static Optional<ProcessHandle> postmaster(Path data) {
    try (Stream<Path> files = Files.walk(data, 4)) {
      return files
          .filter(file -> file.endsWith("postmaster.pid"))
          .findFirst()
          .flatMap(DatabaseProcesses::process);
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static Optional<ProcessHandle> process(Path file) {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
