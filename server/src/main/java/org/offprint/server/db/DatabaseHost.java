package org.offprint.server.db;

import java.nio.file.Path;
import org.offprint.server.config.DatabaseSettings;

/// Where the database of a data folder lives, for as long as this is open.
public sealed interface DatabaseHost extends AutoCloseable
    permits EmbeddedPostgres, ExternalPostgres {
  /// What the data folder is opened for. A server must have it alone; a command may work beside
  /// whoever holds it.
  enum Use {
    serve,
    command
  }

  DatabaseAddress address();

  /// Whether this process holds the data folder, and so may write what else lies in it, such as the
  /// search index. Where not, the holder does that once it finds the entries in the outbox.
  boolean holdsFolder();

  /// Ends what this process started, and lets go of the folder. May be called again.
  @Override
  void close();

  /// Opens the database that the settings name.
  ///
  /// @throws DataFolderInUse if a server is to start and the folder is held
  /// @throws DatabaseUnavailable if the embedded PostgreSQL cannot be started; an external one is
  ///   first asked by {@link Database}
  static DatabaseHost open(DatabaseSettings settings, Path dataFolder, Use use) {
    if (settings.embedded()) {
      return EmbeddedPostgres.open(dataFolder, use);
    }
    return ExternalPostgres.open(
        new DatabaseAddress(settings.url(), settings.user(), settings.password().value()),
        dataFolder,
        use);
  }
}
