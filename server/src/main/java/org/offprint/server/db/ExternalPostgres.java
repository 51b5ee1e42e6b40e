package org.offprint.server.db;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// A PostgreSQL that somebody else runs. The data folder beside it still belongs to one server,
/// since the index is in it.
final class ExternalPostgres implements DatabaseHost {
  private final DatabaseAddress address;
  private final Optional<FolderLock> lock;

  private ExternalPostgres(DatabaseAddress address, Optional<FolderLock> lock) {
    this.address = address;
    this.lock = lock;
  }

  static ExternalPostgres open(DatabaseAddress address, Path dataFolder, Use use) {
    Path folder = Folders.data(dataFolder);
    return switch (FolderLock.take(folder, use, InstantSource.system())) {
      case FolderLock.Outcome.Held(FolderLock lock) ->
          new ExternalPostgres(address, Optional.of(lock));
      case FolderLock.Outcome.Busy(FolderLock.Holder holder) -> {
        if (use == Use.serve) {
          throw holder.refusal(folder);
        }
        yield new ExternalPostgres(address, Optional.empty());
      }
    };
  }

  @Override
  public DatabaseAddress address() {
    return address;
  }

  @Override
  public boolean holdsFolder() {
    return lock.isPresent();
  }

  @Override
  public void close() {
    lock.ifPresent(FolderLock::close);
  }
}
