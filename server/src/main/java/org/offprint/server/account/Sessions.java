package org.offprint.server.account;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;

/// Who is signed in where. A session is a random text in a cookie, of which the database keeps the
/// hash: ending one ends it at once and everywhere.
public final class Sessions {
  private static final Duration SEEN_EVERY = Duration.ofMinutes(5);

  /// Somebody who is signed in.
  ///
  /// @param created when this person signed in
  /// @param proof what each form of the session must carry: another site cannot know it
  public record Session(long id, Account account, Instant created, Instant expires, String proof) {
    public boolean atLeast(Role role) {
      return account.active() && account.role().atLeast(role);
    }
  }

  /// A session in the list of somebody's own.
  ///
  /// @param network the address that it was last seen from
  /// @param agent how the browser calls itself
  public record Listed(
      long id, Instant created, Instant seen, Instant expires, String network, String agent) {}

  private final Database database;
  private final Duration lasts;
  private final InstantSource clock;

  public Sessions(Database database, Duration lasts, InstantSource clock) {
    this.database = database;
    this.lasts = lasts;
    this.clock = clock;
  }

  Duration lasts() {
    return lasts;
  }

  /// Opens a session and returns the value of its cookie.
  public String open(long account, String network, String agent) {
    String secret = Secrets.random();
    Instant now = clock.instant();
    database
        .sql()
        .sql("delete from session where expires < :now")
        .param("now", Timestamp.from(now))
        .update();
    database
        .sql()
        .sql(
            """
            insert into session (secret, account, created, seen, expires, network, agent)
            values (:secret, :account, :now, :now, :expires, :network, :agent)
            """)
        .param("secret", Secrets.kept(secret))
        .param("account", account)
        .param("now", Timestamp.from(now))
        .param("expires", Timestamp.from(now.plus(lasts)))
        .param("network", network)
        .param("agent", agent.length() > 200 ? agent.substring(0, 200) : agent)
        .update();
    return secret;
  }

  /// The session of a cookie's value, if it is one that has neither expired nor been ended.
  public Optional<Session> find(@Nullable String secret, String network) {
    if (secret == null || secret.length() != 43) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    record Found(Session session, Instant seen) {}
    Optional<Found> found =
        database
            .sql()
            .sql(
                """
                select s.id as session, s.created as opened, s.seen, s.expires, a.*
                from session s join account a on a.id = s.account
                where s.secret = :secret and s.expires > :now and a.state <> 'deleted'
                """)
            .param("secret", Secrets.kept(secret))
            .param("now", Timestamp.from(now))
            .query((row, number) ->
                new Found(
                    new Session(
                        row.getLong("session"),
                        Accounts.account(row),
                        row.getTimestamp("opened").toInstant(),
                        row.getTimestamp("expires").toInstant(),
                        Secrets.derived("form", secret)),
                    row.getTimestamp("seen").toInstant()))
            .optional();
    found
        .filter(one -> one.seen().plus(SEEN_EVERY).isBefore(now))
        .ifPresent(one ->
            database
                .sql()
                .sql("update session set seen = :now, network = :network where id = :id")
                .param("now", Timestamp.from(now))
                .param("network", network)
                .param("id", one.session().id())
                .update());
    return found.map(Found::session);
  }

  public List<Listed> of(long account) {
    return database
        .sql()
        .sql(
            "select * from session where account = :account and expires > :now order by seen desc, id desc")
        .param("account", account)
        .param("now", Timestamp.from(clock.instant()))
        .query((row, number) ->
            new Listed(
                row.getLong("id"),
                row.getTimestamp("created").toInstant(),
                row.getTimestamp("seen").toInstant(),
                row.getTimestamp("expires").toInstant(),
                row.getString("network"),
                row.getString("agent")))
        .list();
  }

  /// Ends a session if it is one of this account; true when it was.
  public boolean end(long account, long id) {
    return database
            .sql()
            .sql("delete from session where account = :account and id = :id")
            .param("account", account)
            .param("id", id)
            .update()
        > 0;
  }

  /// Ends every session of an account but one.
  ///
  /// @param but null ends all
  public void endAll(long account, @Nullable Long but) {
    database
        .sql()
        .sql("delete from session where account = :account and id <> :but")
        .param("account", account)
        .param("but", but == null ? -1 : but)
        .update();
  }
}
