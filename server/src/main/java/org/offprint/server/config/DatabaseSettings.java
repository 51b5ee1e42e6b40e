package org.offprint.server.config;

import java.time.Duration;

/// Which database holds the papers.
public record DatabaseSettings(
    @Setting(
            key = "database.url",
            def = "",
            form = "|jdbc:postgresql://(?!.*[?&]password=).+",
            expected = "empty, or jdbc:postgresql://HOST:PORT/DATABASE without a password in it",
            text =
                "A PostgreSQL database of your own, version 16 or later, empty at the first start: `jdbc:postgresql://HOST:PORT/DATABASE`."
                    + " When empty, Offprint runs the PostgreSQL that it brings, in the data folder, and the next two settings are not used.")
        String url,
    @Setting(
            key = "database.user",
            def = "offprint",
            text = "The user of that database; it must own it.")
        String user,
    @Setting(key = "database.password", def = "", text = "The password of that user.")
        Secret password,
    @Setting(
            key = "database.connections",
            def = "16",
            min = 2,
            max = 50,
            text =
                "How many connections to keep at most. Requests beyond that wait for one. More helps only if the database has processors to spare.")
        int connections,
    @Setting(
            key = "database.statement-timeout",
            def = "1m",
            text =
                "After how long the database gives up on a statement, so that one slow page cannot hold a connection.")
        Duration statementTimeout) {
  /// Whether the database is one that Offprint runs itself.
  public boolean embedded() {
    return url.isEmpty();
  }
}
