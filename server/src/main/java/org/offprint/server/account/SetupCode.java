package org.offprint.server.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.offprint.server.db.SecretFile;

/// The code that makes the first admin. It is printed where the server starts and lies in the data
/// folder until it is used, so that only who has the machine can become the first.
public final class SetupCode {
  /// The file with the code, in the data folder, which only the server's user reads.
  public static final String FILE = "setup-code";

  private final Path file;
  private final Accounts accounts;

  public SetupCode(Path data, Accounts accounts) {
    this.file = data.resolve(FILE);
    this.accounts = accounts;
  }

  /// The code, made where there is none yet; empty when there is an admin already.
  public Optional<String> open() {
    if (!accounts.needsAdmin()) {
      return Optional.empty();
    }
    return Optional.of(SecretFile.kept(file, Secrets::random));
  }

  boolean is(String code) {
    return open()
        .filter(open -> open.length() > 20 && Secrets.equal(open, code.strip()))
        .isPresent();
  }

  void used() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }
}
