package org.offprint.server;

import org.offprint.server.db.Database;

/// The commands of `./offprint`.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Database database =
        new Database(System.getenv("OFFPRINT_DATABASE_URL"), "postgres", "postgres", 16);
    WebServer server = WebServer.start(new Offprint(database), "127.0.0.1", 8080);
    System.out.println("Offprint is on http://localhost:" + server.port());
  }
}
