package org.offprint.server.account;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Accounts.Joined;
import org.offprint.server.account.Accounts.Wish;
import org.offprint.server.db.Database;

/// Invitations: each brings one person in, once, and is remembered, so that it can be seen who
/// brought whom.
public final class Invitations {
  static final Duration LASTS = Duration.ofDays(14);

  /// How many of somebody's invitations may be open at a time.
  static final int MOST_OPEN = 10;

  /// An invitation as its owner sees it; the code itself was shown once.
  public record Listed(
      long id, String note, Instant created, Instant expires, @Nullable String usedBy) {}

  /// An invitation that can be used.
  public record Open(long id, Account by, Role role) {}

  private final Database database;
  private final Accounts accounts;
  private final InstantSource clock;

  public Invitations(Database database, Accounts accounts, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.clock = clock;
  }

  /// The code of a new invitation; empty when this person has too many open ones.
  ///
  /// @param role what the new account will be; its inviter is at least that
  /// @param note for whom it is, for the inviter to remember
  public Optional<String> create(Account by, Role role, String note) {
    String code = Secrets.random();
    Instant now = clock.instant();
    int made =
        database
            .sql()
            .sql(
                """
                insert into invitation (code, made_by, role, note, created, expires)
                select :code, :by, :role, :note, :now, :expires
                where (select count(*) from invitation
                       where made_by = :by and used_by is null and expires > :now) < :most
                """)
            .param("code", Secrets.kept(code))
            .param("by", by.id())
            .param("role", role.name())
            .param("note", note)
            .param("now", Timestamp.from(now))
            .param("expires", Timestamp.from(now.plus(LASTS)))
            .param("most", MOST_OPEN)
            .update();
    return made == 0 ? Optional.empty() : Optional.of(code);
  }

  /// The invitation of a code that can still be used, of somebody who can still act.
  public Optional<Open> find(String code) {
    return database
        .sql()
        .sql(
            """
            select i.id as invitation, i.role as given, a.* from invitation i join account a on a.id = i.made_by
            where i.code = :code and i.used_by is null and i.expires > :now and a.state = 'active'
            """)
        .param("code", Secrets.kept(code))
        .param("now", Timestamp.from(clock.instant()))
        .query((row, number) ->
            new Open(
                row.getLong("invitation"),
                Accounts.account(row),
                Role.valueOf(row.getString("given"))))
        .optional();
  }

  /// Makes the account of somebody who was invited; the invitation is spent with it.
  public Joined join(String code, Wish wish) {
    return join(code, wish, true, false);
  }

  /// @param withPassword false for somebody whom another provider has let in
  /// @param mailConfirmed whether that provider has confirmed the address
  Joined join(String code, Wish wish, boolean withPassword, boolean mailConfirmed) {
    String problem = accounts.problem(wish);
    if (!problem.isEmpty()) {
      return new Joined.Refused(problem);
    }
    return database.inTransaction(() -> {
      Optional<Open> open = find(code);
      if (open.isEmpty() || !take(open.get().id())) {
        return new Joined.Refused(
            "This invitation has been used, has expired, or was never given. Ask for a new one.");
      }
      Joined joined =
          accounts.join(wish, open.get().role(), open.get().by().id(), mailConfirmed, withPassword);
      if (joined instanceof Joined.Welcome(Account account)) {
        database
            .sql()
            .sql("update invitation set used_by = :account where id = :id")
            .param("account", account.id())
            .param("id", open.get().id())
            .update();
      }
      return joined;
    });
  }

  /// Locks it against a second use until the transaction ends.
  private boolean take(long id) {
    return database
        .sql()
        .sql("select id from invitation where id = :id and used_by is null for update")
        .param("id", id)
        .query(Long.class)
        .optional()
        .isPresent();
  }

  public boolean withdraw(Account by, long id) {
    return database
            .sql()
            .sql("delete from invitation where id = :id and made_by = :by and used_by is null")
            .param("id", id)
            .param("by", by.id())
            .update()
        > 0;
  }

  public List<Listed> of(Account by) {
    return database
        .sql()
        .sql(
            """
            select i.*, a.name as used_by_name from invitation i left join account a on a.id = i.used_by
            where i.made_by = :by order by i.id desc limit 100
            """)
        .param("by", by.id())
        .query((row, number) ->
            new Listed(
                row.getLong("id"),
                row.getString("note"),
                row.getTimestamp("created").toInstant(),
                row.getTimestamp("expires").toInstant(),
                row.getString("used_by_name")))
        .list();
  }
}
