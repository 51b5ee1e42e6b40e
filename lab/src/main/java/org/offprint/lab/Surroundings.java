package org.offprint.lab;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Machine;
import org.offprint.lab.task.Datasets;
import org.offprint.methods.kernel.Workers;
import org.offprint.methods.tensor.Tensor;

/// What a run ran on and with.
final class Surroundings {
  private Surroundings() {}

  /// The root of the repository: where the launcher says, else the working folder.
  static Path home() {
    return Path.of(System.getProperty("offprint.home", "")).toAbsolutePath().normalize();
  }

  /// The commit, `+changes` where tracked files differ from it, `unknown` outside a repository. The
  /// launcher says it in `OFFPRINT_COMMIT`: git refuses to work in somebody else's folder, and a
  /// run that the server starts is somebody else.
  static String commit() {
    String said = System.getenv("OFFPRINT_COMMIT");
    if (said != null && !said.isBlank()) {
      return said;
    }
    List<String> head = git("rev-parse", "--short=12", "HEAD");
    if (head.size() != 1) {
      return "unknown";
    }
    return head.getFirst()
        + (git("status", "--porcelain", "--untracked-files=no").isEmpty() ? "" : "+changes");
  }

  private static List<String> git(String... arguments) {
    try {
      var command = new ArrayList<>(List.of("git", "-C", home().toString()));
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0
          ? out.lines().toList()
          : List.of();
    } catch (IOException noGit) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /// Data sets: in the named folder, then beside the repository, then what was fetched before.
  static Datasets datasets(@Nullable Path named, Path data) {
    List<Path> folders = new ArrayList<>();
    if (named != null && !named.toString().isEmpty()) {
      folders.add(named);
    }
    folders.add(home().resolve("../shared/data").normalize());
    return new Datasets(folders, data.resolve("datasets"));
  }

  static SequencedMap<String, String> versions() {
    var versions = new LinkedHashMap<String, String>();
    versions.put("java", Runtime.version().toString());
    versions.put("virtual machine", System.getProperty("java.vm.name"));
    versions.put("libtorch", Tensor.libraryVersion());
    return versions;
  }

  /// The note says how busy the machine was, since a time without it means little.
  static Machine machine() {
    int cores = Runtime.getRuntime().availableProcessors();
    var system = ManagementFactory.getOperatingSystemMXBean();
    long memory =
        system instanceof com.sun.management.OperatingSystemMXBean known
            ? known.getTotalMemorySize()
            : Runtime.getRuntime().maxMemory();
    double load = system.getSystemLoadAverage();
    String note =
        load < 0
            ? "load not known"
            : String.format(
                Locale.ROOT,
                "%s: load average %.1f on %d cores at the start",
                load < 0.3 * cores ? "quiet" : "shared with other work",
                load,
                cores);
    return new Machine(
        "CPU",
        processor(),
        cores,
        Workers.COUNT,
        memory,
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        note);
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException notLinux) {
      return System.getProperty("os.arch");
    }
  }
}
