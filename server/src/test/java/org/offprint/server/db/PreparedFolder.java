package org.offprint.server.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/// Data folders whose first start lies behind them: what a first start makes is made once and then
/// copied, in a hundredth of its time.
final class PreparedFolder {
  private static final Path TEMPLATE = Path.of("target", "prepared-postgres").toAbsolutePath();

  private PreparedFolder() {}

  /// Makes `folder` a data folder with programs and an empty cluster.
  static void make(Path folder) {
    try {
      prepare();
      copy(TEMPLATE.resolve("postgres"), folder.resolve("postgres"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void prepare() {
    EmbeddedPostgres.open(TEMPLATE, DatabaseHost.Use.serve).close();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path source : all.toList()) {
        Path target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
          Folders.create(
              target,
              java.nio.file.attribute.PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(source)));
        } else {
          Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }
}
