package org.offprint.server.db;

/// Where a PostgreSQL database answers, and as whom to sign in. Its text form never shows the
/// password.
public record DatabaseAddress(String url, String user, String password) {
  public DatabaseAddress {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "'%s' is not the address of a PostgreSQL database: expected jdbc:postgresql://HOST:PORT/DATABASE"
              .formatted(url));
    }
  }

  @Override
  public String toString() {
    return user + " at " + url;
  }
}
