package org.offprint.server.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One PostgreSQL cluster on disk: made once, started and ended. Everything of it lies in one folder:
///
///     bin-VERSION/   the programs            data/          the cluster
///     password       of its one user         log/           what PostgreSQL reports
///     connection     while it runs, for commands and for psql
final class PostgresCluster {
  static final String USER = "offprint";
  private static final Logger LOG = LoggerFactory.getLogger(PostgresCluster.class);

  private static final String UNFINISHED = "data.unfinished-";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 10;
  private static final long LOG_LIMIT_BYTES = 4 << 20;

  /// Given on the command line, so that each version of Offprint brings its own. Durable; small
  /// enough for a machine with two cores and 2 GB; no process that only replication or parallel
  /// queries would need.
  private static final List<String> SETTINGS =
      List.of(
          "fsync=on",
          "synchronous_commit=on",
          "full_page_writes=on",
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "max_connections=60",
          "shared_buffers=128MB",
          "effective_cache_size=1GB",
          "work_mem=8MB",
          "maintenance_work_mem=96MB",
          "max_wal_size=1GB",
          "checkpoint_timeout=15min",
          "wal_level=minimal",
          "max_wal_senders=0",
          "max_logical_replication_workers=0",
          "io_method=sync",
          "max_worker_processes=2",
          "max_parallel_workers_per_gather=0",
          "max_parallel_maintenance_workers=1",
          "autovacuum_max_workers=2",
          "random_page_cost=1.1",
          "jit=off",
          "timezone=UTC",
          "log_timezone=UTC",
          "log_checkpoints=off",
          "lc_messages=C");

  private final Path folder;
  private final Path cluster;
  private final Path logs;
  private final Path log;
  private final PostgresBinaries binaries;
  private final RunAs runAs;
  private final List<String> further;

  /// Unpacks the programs, if this folder lacks them, and finds out as whom they can run.
  PostgresCluster(Path folder, Set<RunAs.Way> ways, List<String> further) {
    requirePlain(folder);
    this.further = List.copyOf(further);
    this.folder = folder;
    cluster = folder.resolve("data");
    logs = folder.resolve("log");
    log = logs.resolve("postgresql.log");
    try {
      Folders.create(
          folder,
          "rwxr-xr-x"); // the secrets in it have their own permissions; another user may have to
      // pass through
    } catch (IOException e) {
      throw new DatabaseUnavailable(
          "Cannot create %s: %s. The data folder must be writable.".formatted(folder, e), e);
    }
    binaries = PostgresBinaries.under(folder);
    runAs = RunAs.choose(binaries, cluster, ways);
  }

  RunAs runAs() {
    return runAs;
  }

  /// pg_ctl builds a line for the shell from these names, in double quotes.
  private static void requirePlain(Path folder) {
    if (folder.toString().matches("(?s).*[\"$`\\\\\\n].*")) {
      throw new DatabaseUnavailable(
          "The data folder %s has a character in its name that PostgreSQL cannot take: use a name without \" $ ` \\ and line breaks."
              .formatted(folder));
    }
  }

  /// Starts PostgreSQL on a free port and returns where it answers. What a killed server left
  /// running is ended first.
  DatabaseAddress start(IntSupplier ports) {
    try {
      endOrphan();
      boolean fresh = !Folders.exists(cluster);
      if (fresh) {
        create();
      }
      requireVersion();
      prepareLog();
      Folders.give(cluster, runAs.uid(), runAs.gid());
      int port = start(ports, PostgresCluster::pause);
      DatabaseAddress address =
          new DatabaseAddress(
              "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), USER, password());
      Folders.writeSecret(
          connectionFile(folder),
          "postgresql://%s:%s@127.0.0.1:%d/postgres\n".formatted(USER, password(), port));
      return address;
    } catch (IOException e) {
      throw new DatabaseUnavailable("Cannot start PostgreSQL in %s: %s".formatted(folder, e), e);
    }
  }

  /// Where the running server writes how to reach it.
  static Path connectionFile(Path folder) {
    return folder.resolve("connection");
  }

  void stop() {
    Postmaster.of(cluster).ifPresent(postmaster -> postmaster.end(runAs, PATIENCE));
    try {
      Files.deleteIfExists(connectionFile(folder));
    } catch (IOException e) {
      LOG.warn("Cannot remove {}: {}", connectionFile(folder), e.toString());
    }
  }

  private void endOrphan() throws IOException {
    Files.deleteIfExists(connectionFile(folder));
    Postmaster.of(cluster)
        .ifPresent(orphan -> {
          LOG.info(
              "PostgreSQL, process {}, outlived the server that started it; ending it",
              orphan.pid());
          orphan.end(runAs, PATIENCE);
        });
    if (Postmaster.leftStale(cluster)) {
      LOG.info(
          "{} names a process that is not PostgreSQL in this folder; removing it",
          Postmaster.file(cluster));
      Files.deleteIfExists(Postmaster.file(cluster));
    }
  }

  /// Makes the cluster beside its place and moves it there, so that a cluster in its place is
  /// whole.
  private void create() throws IOException {
    removeUnfinished();
    // Each attempt has a name of its own: an initdb whose server was killed may still be writing.
    Path unfinished =
        folder.resolve(UNFINISHED + ProcessHandle.current().pid() + "-" + System.nanoTime());
    if (!Files.exists(passwordFile())) {
      byte[] secret = new byte[16];
      new SecureRandom().nextBytes(secret);
      Folders.writeSecret(passwordFile(), HexFormat.of().formatHex(secret));
    }
    Folders.create(unfinished, "rwx------");
    Folders.give(unfinished, runAs.uid(), runAs.gid());
    Path handedOver = folder.resolve("password.initdb"); // initdb reads it as the user it runs as
    Folders.writeSecret(handedOver, password());
    try {
      Folders.give(handedOver, runAs.uid(), runAs.gid());
      Command.Ended ended =
          run(
              Duration.ofMinutes(5),
              "initdb",
              "--pgdata=" + unfinished,
              "--username=" + USER,
              "--pwfile=" + handedOver,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=C",
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8",
              "--no-instructions");
      if (!ended.well()) {
        throw new DatabaseUnavailable(
            "initdb could not make a database in %s:%n%s".formatted(folder, ended.output()));
      }
    } finally {
      Files.deleteIfExists(handedOver);
    }
    Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
  }

  private void removeUnfinished() throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.toList()) {
        if (child.getFileName().toString().startsWith(UNFINISHED)) {
          Folders.delete(child);
        }
      }
    } catch (DirectoryNotEmptyException e) {
      LOG.info("{} is still being written to; the next start removes it", e.getFile());
    }
  }

  private void requireVersion() throws IOException {
    String version = Files.readString(cluster.resolve("PG_VERSION")).strip();
    if (!version.equals("" + PostgresBinaries.MAJOR)) {
      throw new DatabaseUnavailable(
          "%s was made by PostgreSQL %s, and this Offprint brings %d. Export with the Offprint that made it, then restore into an empty folder."
              .formatted(cluster, version, PostgresBinaries.MAJOR));
    }
  }

  private void prepareLog() throws IOException {
    Folders.create(logs, "rwxr-xr-x");
    if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
      Files.move(log, log.resolveSibling("postgresql.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log)) {
      Files.createFile(log);
    }
    Folders.give(logs, runAs.uid(), runAs.gid());
    Folders.give(log, runAs.uid(), runAs.gid());
  }

  private int start(IntSupplier ports, Runnable pause) throws IOException {
    String report = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ports.getAsInt();
      long logged = Files.size(log);
      Command.Ended ended =
          run(
              Duration.ofSeconds(130),
              "pg_ctl",
              "start",
              "-s",
              "-w",
              "-t",
              "120",
              "-D",
              cluster.toString(),
              "-l",
              log.toString(),
              "-o",
              options(port));
      if (ended.well()) {
        return port;
      }
      report = ended.output() + "\n" + logSince(logged);
      if (report.contains(
          "is still in use")) { // processes of a PostgreSQL that was killed notice it within
        // moments
        pause.run();
      } else if (!report.contains(
          "could not bind")) { // the port went to somebody else in between: take another
        break;
      }
    }
    throw new DatabaseUnavailable(
        "PostgreSQL does not start in %s; its log is %s:%n%s"
            .formatted(cluster, log, report.strip()));
  }

  private String options(int port) {
    StringBuilder options = new StringBuilder("-p " + port);
    SETTINGS.forEach(setting -> options.append(" -c '").append(setting).append('\''));
    further.forEach(setting -> options.append(" -c '").append(setting).append('\''));
    return options.toString();
  }

  private String logSince(long position) throws IOException {
    byte[] all = Files.readAllBytes(log);
    return new String(all, (int) position, all.length - (int) position, StandardCharsets.UTF_8);
  }

  private String password() throws IOException {
    if (!Files.exists(passwordFile())) {
      throw new DatabaseUnavailable(
          "%s is missing, and with it the way into the database beside it. Put the file back from a backup of the data folder."
              .formatted(passwordFile()));
    }
    return Files.readString(passwordFile()).strip();
  }

  private Path passwordFile() {
    return folder.resolve("password");
  }

  private Command.Ended run(Duration bound, String program, String... words) {
    String[] command = new String[words.length + 1];
    command[0] = binaries.program(program);
    System.arraycopy(words, 0, command, 1, words.length);
    return Command.run(bound, runAs.prefix(), command);
  }

  /// A port that was free a moment ago.
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new DatabaseUnavailable("This machine gives no port on 127.0.0.1: " + e, e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable("Interrupted while starting PostgreSQL", e);
    }
  }
}
