package org.offprint.server.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a run is kept apart: the words that stand before its command, chosen by really starting a
/// program with them, and the folder that is all it can write to.
///
/// The best that the kernel allows is taken: namespaces without a network, without other processes
/// and with a file system that holds the system's programs, the lab and the run's own folder. What
/// could not be had is said on the page of every run.
final class Sandbox {
  private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
  private static final Duration PROBE = Duration.ofSeconds(30);
  private static final String READY = "offprint-ready";

  /// Users that systems leave to nobody in particular. Each run has one of its own, so that nothing
  /// else belongs to it, neither another run nor that of another server on this machine.
  private static final int FIRST_USER = 64_321;

  private static final int USERS = 1_000;

  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /// Kinds of ways, best first.
  enum Way {
    /// root makes the namespaces and gives them to a user who owns nothing
    namespaces(
        "without a network, in namespaces and a file system of its own, as a user of its own"),
    /// anybody makes them in a namespace of users
    userNamespace("without a network, in namespaces and a file system of its own"),
    /// root gives up its rights, but the kernel allows no namespaces
    ownUser(
        "as a user of its own; this system allows no network namespace: the run could reach the network"),
    /// nothing but limits
    limits(
        "with the server's own rights; this system allows no network namespace: the run could reach the network, and files that the server can read");

    private final String words;

    Way(String words) {
      this.words = words;
    }

    /// What a run that is kept apart this way can and cannot reach.
    String words() {
      return words;
    }

    boolean namespaced() {
      return this == namespaces || this == userNamespace;
    }

    boolean ownUid() {
      return this == namespaces || this == ownUser;
    }
  }

  private final Path data;
  private final List<Path> readable;
  private final Limits limits;
  private final Set<Way> allowed;
  private final boolean root = new UnixSystem().getUid() == 0;
  private final Set<Integer> handedOut = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Way chosen;

  /// @param data the data folder; all of it but the run's own folder is hidden where that is
  ///   possible
  /// @param readable folders that a run needs to read, such as the repository and the JDK
  Sandbox(Path data, List<Path> readable, Limits limits) {
    this(data, readable, limits, EnumSet.allOf(Way.class));
  }

  Sandbox(Path data, List<Path> readable, Limits limits, Set<Way> allowed) {
    this.data = data.toAbsolutePath().normalize();
    this.readable = List.copyOf(new LinkedHashSet<>(readable));
    this.limits = limits;
    this.allowed = allowed;
  }

  Limits limits() {
    return limits;
  }

  /// A user that no process belongs to at the moment, for one run.
  int freeUser() {
    int first = Math.floorMod(data.hashCode(), USERS);
    for (int i = 0; i < USERS; i++) {
      int user = FIRST_USER + (first + i) % USERS;
      if (ProcessTree.isFree(user) && handedOut.add(user)) {
        return user;
      }
    }
    throw new IllegalStateException(
        "All users from %d on have processes on this machine.".formatted(FIRST_USER));
  }

  /// After the run.
  void giveBack(int user) {
    handedOut.remove(user);
  }

  /// The folder of a run, made where it is missing; `tmp` in it is its folder for temporary files.
  Path folder(long id) {
    Path folder = data.resolve("runs/work").resolve("" + id);
    try {
      makePassable(data.resolve("runs"));
      makePassable(data.resolve("runs/work"));
      Files.createDirectories(folder.resolve("tmp"));
      Files.createDirectories(folder.resolve("cache"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder + "; make the folder writable", e);
    }
    return folder;
  }

  private static void makePassable(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  /// Removes the folder of a run. Links in it are removed, not followed.
  void remove(long id) {
    Path folder = data.resolve("runs/work").resolve("" + id);
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList().reversed()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("run {}: cannot remove {}: {}", id, folder, e.toString());
    }
  }

  /// What `program` needs around it so that it runs in `folder` within limits.
  ///
  /// @param user whose it is where a run can have a user of its own
  /// @param cache where libtorch lies unpacked, to be seen as `cache` in the folder; need not exist
  /// @throws IllegalStateException if no way works here; the message names the tried ones
  List<String> around(List<String> program, Path folder, Path cache, int user) {
    Way way = way();
    give(folder, way, user);
    return around(way, program, folder, cache, user);
  }

  /// The way that is taken here.
  synchronized Way way() {
    if (chosen == null) {
      chosen = choose();
    }
    return chosen;
  }

  private Way choose() {
    if (!ProcessTree.readable()) {
      throw new IllegalStateException(
          "Runs from the page need Linux, whose /proc tells what a process uses; run the command on the page yourself.");
    }
    Map<Way, String> refusals = new LinkedHashMap<>();
    for (Way way : Way.values()) {
      if (!allowed.contains(way)
          || (root ? way == Way.limits : way.ownUid())) { // nothing runs as root
        continue;
      }
      String refusal = refusal(way);
      if (refusal.isEmpty()) {
        LOG.info("runs: each runs {}", way.words());
        refusals.forEach((other, why) -> LOG.info("runs: not in the way '{}': {}", other, why));
        if (way == Way.limits) {
          Undumpable.become();
        }
        return way;
      }
      refusals.put(way, refusal);
    }
    throw new IllegalStateException("No way to keep a run apart works here: " + refusals);
  }

  /// Why a way does not work, or nothing when it does.
  private String refusal(Way way) {
    Path folder = folder(0);
    int user = freeUser();
    try {
      give(folder, way, user);
      List<String> probe = new ArrayList<>(List.of("/bin/sh", "-ec"));
      probe.add(
          "\"$0\" -Xmx16m -XX:+UseSerialGC -version 2>&1 | head -n 3; for folder; do ls \"$folder\" >/dev/null; done; : > probe; echo "
              + READY);
      probe.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      readable.stream().filter(Files::isDirectory).map(Path::toString).forEach(probe::add);
      Process process =
          started(around(way, probe, folder, folder.resolve("none"), user), folder, Map.of());
      String said;
      try (InputStream output = process.getInputStream()) {
        said = new String(output.readNBytes(4_000), UTF_8).strip();
      }
      if (!process.waitFor(PROBE.toSeconds(), TimeUnit.SECONDS)) {
        new ProcessTree(process.pid(), -1, null).end();
        return "it did not end within " + PROBE.toSeconds() + " s";
      }
      return said.endsWith(READY)
          ? ""
          : said.isEmpty() ? "status " + process.exitValue() : said.lines().findFirst().orElse("");
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } finally {
      giveBack(user);
      remove(0);
    }
  }

  /// Starts a command with an environment that is made from nothing.
  static Process started(List<String> command, Path folder, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(folder.toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", PATH);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private List<String> around(Way way, List<String> program, Path folder, Path cache, int user) {
    List<String> command = new ArrayList<>(List.of("nice", "-n", "10"));
    if (way.namespaced()) {
      command.add("unshare");
      if (way == Way.userNamespace) {
        command.addAll(List.of("--user", "--map-root-user"));
      }
      command.addAll(
          List.of("--net", "--pid", "--mount", "--ipc", "--uts", "--fork", "--kill-child=KILL"));
      command.addAll(List.of("--", "/bin/sh", "-c", script(), "enter"));
      command.addAll(List.of(mountPoint().toString(), data.toString()));
      command.addAll(List.of(folder.toString(), cache.toString()));
      readable.forEach(each -> command.add(each.toString()));
      if (program.getFirst().endsWith("/bin/java")) { // may be another one than the server's
        command.add(program.getFirst().replaceFirst("/bin/java$", ""));
      }
      command.add("--");
    } else {
      command.add("setsid");
    }
    command.addAll(limited(way));
    command.addAll(List.of("setpriv", "--inh-caps=-all", "--no-new-privs"));
    if (way != Way.limits) {
      command.add("--bounding-set=-all");
    }
    if (way.ownUid()) {
      command.addAll(List.of("--reuid", "" + user, "--regid", "" + user, "--clear-groups"));
    }
    if (way.namespaced()) {
      command.addAll(List.of("--pdeathsig", "KILL"));
    }
    command.addAll(program);
    return command;
  }

  /// The kernel's own limits stand a little above ours: ours name what was too much, these hold
  /// between two looks and when the server is gone.
  private List<String> limited(Way way) {
    long processors = Runtime.getRuntime().availableProcessors();
    List<String> words =
        new ArrayList<>(
            List.of(
                "prlimit",
                "--core=0",
                "--nofile=4096",
                "--fsize=" + (limits.diskBytes() + (16 << 20)),
                "--data=" + 2 * limits.memoryBytes(),
                "--cpu=" + (limits.time().toSeconds() * processors + 60)));
    if (way != Way.limits) { // it counts all processes of a user
      words.add("--nproc=" + (limits.processes() + 1024));
    }
    return words;
  }

  private Path mountPoint() {
    Path folder = data.resolve("runs/root");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder + "; make the folder writable", e);
    }
    return folder;
  }

  private static String script() {
    try (InputStream file = Sandbox.class.getResourceAsStream("/sandbox/enter.sh")) {
      return new String(java.util.Objects.requireNonNull(file).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the bundled sandbox/enter.sh", e);
    }
  }

  /// The folder belongs to the user of the run.
  private static void give(Path folder, Way way, int user) {
    if (!way.ownUid()) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        Files.setAttribute(path, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give " + folder + " to the user of the run", e);
    }
  }
}
