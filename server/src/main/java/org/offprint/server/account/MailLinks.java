package org.offprint.server.account;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.offprint.server.db.Database;

/// Addresses that are mailed to somebody and let them in, once, for a quarter of an hour. The
/// database keeps the hash of what stands in them.
public final class MailLinks {
  static final Duration LASTS = Duration.ofMinutes(15);

  /// How many an account may have open, so that nobody fills the letter box of another.
  static final int MOST_OPEN = 3;

  /// What a link is for.
  public enum Purpose {
    /// Signs in.
    enter,
    /// Gives a new password and signs in.
    reset,
    /// Confirms that the address is theirs.
    confirm
  }

  /// A link that can be used.
  ///
  /// @param mail where it was sent
  public record Open(long id, Account account, Purpose purpose, String mail) {}

  private final Database database;
  private final InstantSource clock;

  public MailLinks(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// The secret of a new link; empty when this account has too many open ones.
  public Optional<String> create(Account of, Purpose purpose, String mail) {
    String code = Secrets.random();
    Instant now = clock.instant();
    database
        .sql()
        .sql("delete from mail_link where expires < :before")
        .param("before", Timestamp.from(now.minus(Duration.ofDays(1))))
        .update();
    int made =
        database
            .sql()
            .sql(
                """
                insert into mail_link (secret, account, purpose, mail, created, expires)
                select :secret, :account, :purpose, :mail, :now, :expires
                where (select count(*) from mail_link
                       where account = :account and used is null and expires > :now) < :most
                """)
            .param("secret", Secrets.kept(code))
            .param("account", of.id())
            .param("purpose", purpose.name())
            .param("mail", mail)
            .param("now", Timestamp.from(now))
            .param("expires", Timestamp.from(now.plus(LASTS)))
            .param("most", MOST_OPEN)
            .update();
    return made == 0 ? Optional.empty() : Optional.of(code);
  }

  /// What a link is for, without using it: scanners of mail follow links.
  public Optional<Open> find(String code) {
    return database
        .sql()
        .sql(
            """
            select l.id as link, l.purpose, l.mail as sent_to, a.* from mail_link l join account a on a.id = l.account
            where l.secret = :secret and l.used is null and l.expires > :now and a.state <> 'deleted'
            """)
        .param("secret", Secrets.kept(code))
        .param("now", Timestamp.from(clock.instant()))
        .query((row, number) ->
            new Open(
                row.getLong("link"),
                Accounts.account(row),
                Purpose.valueOf(row.getString("purpose")),
                row.getString("sent_to")))
        .optional();
  }

  /// Uses a link up; false when somebody was faster.
  public boolean take(Open link) {
    return database
            .sql()
            .sql("update mail_link set used = :now where id = :id and used is null")
            .param("now", Timestamp.from(clock.instant()))
            .param("id", link.id())
            .update()
        > 0;
  }

  /// Ends every open link of an account.
  public void endAll(long account) {
    database
        .sql()
        .sql("update mail_link set used = :now where account = :account and used is null")
        .param("now", Timestamp.from(clock.instant()))
        .param("account", account)
        .update();
  }
}
