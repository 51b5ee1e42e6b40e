package org.offprint.catalog.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;

/// One seed that is done, kept until all of its run are, so that a run that was stopped goes on
/// where it was.
///
/// @param task what was run; a seed of another wording is of another run
/// @param log what the seed said
public record SeedFile(
    Task task,
    SequencedMap<String, String> settings,
    Run run,
    List<Series> series,
    List<String> log) {
  public SeedFile {
    Checks.present("seed.task", task);
    settings = Checks.ordered("seed.settings", settings);
    Checks.present("seed.run", run);
    series = Checks.list("seed.series", series);
    log = Checks.list("seed.log", log);
  }

  /// What stands in the file; empty where there is none, or one that was torn or is of another
  /// form.
  public static Optional<SeedFile> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(ResultFile.JSON.readValue(Files.readString(file), SeedFile.class))
          : Optional.empty();
    } catch (IOException | JacksonException unreadable) {
      return Optional.empty();
    }
  }

  public void store(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path part = file.resolveSibling(file.getFileName() + ".part");
      Files.writeString(part, ResultFile.JSON.writeValueAsString(this));
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ResultFileException(
          "cannot write %s: %s; choose a writable data folder with --data".formatted(file, e), e);
    }
  }
}
