package org.offprint.server.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/// Data folders whose first start lies behind them: what a first start makes is made once and then
/// copied, in a hundredth of its time.
final class PreparedFolder {
  private static final Path TEMPLATE = prepare();

  private PreparedFolder() {}

  /// Makes `folder` a data folder with programs and an empty cluster.
  static void make(Path folder) {
    try {
      copy(TEMPLATE.resolve("postgres"), folder.resolve("postgres"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Once for a JVM. Another JVM may be copying from its own, so each holds the lock of one.
  private static Path prepare() {
    for (int number = 1; ; number++) {
      Path template = Path.of("target", "prepared-postgres-" + number).toAbsolutePath();
      if (isOurs(template.resolveSibling(template.getFileName() + ".lock"))) {
        EmbeddedPostgres.open(template, DatabaseHost.Use.serve).close();
        return template;
      }
    }
  }

  /// Whether nobody has the lock; it is ours until this JVM ends.
  private static boolean isOurs(Path lock) {
    try {
      return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE).tryLock()
          != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
        } else if (from.relativize(source).startsWith("bin-" + PostgresBinaries.VERSION)) {
          Files.createLink(target, source); // a program, which nobody changes
        } else {
          Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }
}
