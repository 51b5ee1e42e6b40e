package org.offprint.server.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// A secret in a file of the data folder that only the server's user reads. It is there whole or
/// not at all, and once it is there it stays the same for every process.
public final class SecretFile {
  private SecretFile() {}

  /// What the file holds, without the spaces around it; made where there is none.
  public static String kept(Path file, Supplier<String> make) {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path half = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
        Folders.writeSecret(half, make.get() + "\n");
        try {
          Files.createLink(file, half); // fails where another process was faster
        } catch (FileAlreadyExistsException e) {
          // then its secret holds
        } finally {
          Files.deleteIfExists(half);
        }
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make or read " + file, e);
    }
  }
}
