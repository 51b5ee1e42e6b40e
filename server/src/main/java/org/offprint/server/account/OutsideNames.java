package org.offprint.server.account;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.offprint.server.db.Database;
import org.springframework.dao.DuplicateKeyException;

/// Who people are at other providers: by issuer and subject, which never change, and never by an
/// address or a name, which do.
public final class OutsideNames {
  /// Where somebody can also sign in.
  public record Listed(String issuer, String subject, Instant since) {}

  private final Database database;
  private final Accounts accounts;
  private final InstantSource clock;

  public OutsideNames(Database database, Accounts accounts, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.clock = clock;
  }

  public Optional<Account> find(String issuer, String subject) {
    return database
        .sql()
        .sql(
            """
            select a.* from outside_name o join account a on a.id = o.account
            where o.issuer = :issuer and o.subject = :subject and a.state <> 'deleted'
            """)
        .param("issuer", issuer)
        .param("subject", subject)
        .query((row, number) -> Accounts.account(row))
        .optional();
  }

  /// Writes down that an account is somebody there; false when that somebody has another account.
  ///
  /// @param orcid whether the subject is an ORCID identifier, which pages then show
  public boolean link(long account, String issuer, String subject, boolean orcid) {
    try {
      return database.inTransaction(() -> {
        database
            .sql()
            .sql(
                "insert into outside_name (issuer, subject, account, created) values (:issuer, :subject, :account, :now)")
            .param("issuer", issuer)
            .param("subject", subject)
            .param("account", account)
            .param("now", Timestamp.from(clock.instant()))
            .update();
        if (orcid) {
          accounts.setOrcid(account, subject);
        }
        return true;
      });
    } catch (DuplicateKeyException known) {
      return find(issuer, subject).filter(other -> other.id() == account).isPresent();
    }
  }

  public List<Listed> of(long account) {
    return database
        .sql()
        .sql("select * from outside_name where account = :account order by created")
        .param("account", account)
        .query((row, number) ->
            new Listed(
                row.getString("issuer"),
                row.getString("subject"),
                row.getTimestamp("created").toInstant()))
        .list();
  }

  /// Forgets who an account is at a provider; true when anything was known.
  public boolean unlink(long account, String issuer, boolean orcid) {
    return database.inTransaction(() -> {
      if (orcid) {
        accounts.setOrcid(account, null);
      }
      return database
              .sql()
              .sql("delete from outside_name where account = :account and issuer = :issuer")
              .param("account", account)
              .param("issuer", issuer)
              .update()
          > 0;
    });
  }
}
