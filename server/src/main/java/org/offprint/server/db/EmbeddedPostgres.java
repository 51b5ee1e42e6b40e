package org.offprint.server.db;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/// The PostgreSQL of a data folder, running as a process of its own that listens on 127.0.0.1 only.
/// One process holds the folder and starts and ends PostgreSQL; a command that comes while a server
/// holds it uses the server's.
///
/// It is durable: what was committed survives the end of any process, also by `kill -9`, and of the
/// machine. A PostgreSQL that outlived a killed server is ended at the next start.
public abstract sealed class EmbeddedPostgres implements DatabaseHost {
  /// Opens the database of a data folder, which is created where it is missing.
  ///
  /// @throws DataFolderInUse if a server is to start and the folder is held, or if whoever holds it
  ///   does not get ready within a minute
  /// @throws DatabaseUnavailable if PostgreSQL cannot be started here; the message says what to do
  public static EmbeddedPostgres open(Path dataFolder, Use use) {
    return open(
        dataFolder,
        use,
        new Start(
            RunAs.anyWay(),
            PostgresCluster::freePort,
            InstantSource.system(),
            Duration.ofMinutes(1)));
  }

  /// What tests replace.
  ///
  /// @param settings of PostgreSQL, such as fsync=off, over those it is always started with
  record Start(
      Set<RunAs.Way> ways,
      IntSupplier ports,
      InstantSource clock,
      Duration patience,
      List<String> settings) {
    Start(Set<RunAs.Way> ways, IntSupplier ports, InstantSource clock, Duration patience) {
      this(ways, ports, clock, patience, List.of());
    }
  }

  static EmbeddedPostgres open(Path dataFolder, Use use, Start how) {
    Path folder = Folders.data(dataFolder);
    long deadline = System.nanoTime() + how.patience.toNanos();
    while (true) {
      switch (FolderLock.take(folder, use, how.clock)) {
        case FolderLock.Outcome.Held(FolderLock lock) -> {
          return Started.holding(lock, folder.resolve("postgres"), how);
        }
        case FolderLock.Outcome.Busy(FolderLock.Holder holder) -> {
          Optional<DatabaseAddress> running =
              use == Use.serve ? Optional.empty() : Attached.running(folder.resolve("postgres"));
          if (running.isPresent()) {
            return new Attached(running.get());
          }
          if (use == Use.serve || System.nanoTime() > deadline) {
            throw holder.refusal(folder);
          }
          pause();
        }
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable("Interrupted while waiting for the data folder", e);
    }
  }

  /// A PostgreSQL that this process started.
  static final class Started extends EmbeddedPostgres {
    private final FolderLock lock;
    private final PostgresCluster cluster;
    private final DatabaseAddress address;

    private Started(FolderLock lock, PostgresCluster cluster, DatabaseAddress address) {
      this.lock = lock;
      this.cluster = cluster;
      this.address = address;
    }

    static Started holding(FolderLock lock, Path folder, Start how) {
      try {
        PostgresCluster cluster = new PostgresCluster(folder, how.ways, how.settings);
        return new Started(lock, cluster, cluster.start(how.ports));
      } catch (RuntimeException e) {
        lock.close();
        throw e;
      }
    }

    RunAs runAs() {
      return cluster.runAs();
    }

    @Override
    public DatabaseAddress address() {
      return address;
    }

    @Override
    public boolean holdsFolder() {
      return true;
    }

    @Override
    public synchronized void close() {
      if (!lock.holds()) {
        return; // closed before; by now the folder may be somebody else's
      }
      try {
        cluster.stop();
      } finally {
        lock.close();
      }
    }
  }

  /// The PostgreSQL of another process. It may end at any time, since that process does not wait
  /// for its guests.
  static final class Attached extends EmbeddedPostgres {
    private final DatabaseAddress address;

    private Attached(DatabaseAddress address) {
      this.address = address;
    }

    /// What the connection file names, if there is one and somebody answers there.
    static Optional<DatabaseAddress> running(Path folder) {
      Path file = PostgresCluster.connectionFile(folder);
      try {
        URI written = URI.create(Files.readString(file).strip());
        String[] userAndPassword = written.getUserInfo().split(":", 2);
        String url =
            "jdbc:postgresql://%s:%d%s"
                .formatted(written.getHost(), written.getPort(), written.getPath());
        DatabaseAddress address = new DatabaseAddress(url, userAndPassword[0], userAndPassword[1]);
        try (Connection answered =
            DriverManager.getConnection(url, address.user(), address.password())) {
          return answered.isValid(5) ? Optional.of(address) : Optional.empty();
        }
      } catch (NoSuchFileException | SQLException e) {
        return Optional.empty(); // its holder is starting or ending it
      } catch (IOException e) {
        throw new DatabaseUnavailable(
            "Cannot read %s: %s. Run commands as the user who runs the server.".formatted(file, e),
            e);
      }
    }

    @Override
    public DatabaseAddress address() {
      return address;
    }

    @Override
    public boolean holdsFolder() {
      return false;
    }

    @Override
    public void close() {
      // What belongs to another process is left running.
    }
  }
}
