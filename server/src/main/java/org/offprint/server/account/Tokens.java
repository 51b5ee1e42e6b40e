package org.offprint.server.account;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;

/// What people give to their programs instead of a password: a random text with a name, a purpose
/// and an end. The database keeps its hash; withdrawing one ends it at once.
public final class Tokens {
  /// Begins every token, so that one that was published by mistake is found by those who look for
  /// such texts.
  public static final String PREFIX = "offp_";

  /// How many one person may have at a time.
  static final int MOST = 20;

  /// The longest that one may last.
  static final Duration LONGEST = Duration.ofDays(365);

  private static final Duration SEEN_EVERY = Duration.ofMinutes(1);

  /// A token as its owner sees it; the text itself was shown once.
  public record Listed(
      long id,
      String name,
      Set<Scope> scopes,
      Instant created,
      Instant expires,
      @Nullable Instant seen) {
    /// The scopes in words, such as `read, vote`.
    public String what() {
      return scopes.stream().sorted().map(Scope::name).collect(Collectors.joining(", "));
    }
  }

  private final Database database;
  private final InstantSource clock;

  public Tokens(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// The text of a new token; empty when this person has too many.
  ///
  /// @param scopes one or more
  /// @param lasts up to {@link #LONGEST}
  public Optional<String> create(Account of, String name, Set<Scope> scopes, Duration lasts) {
    if (scopes.isEmpty() || lasts.isNegative() || lasts.isZero() || lasts.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a token needs a scope and lasts up to %d days; got %s for %s"
              .formatted(LONGEST.toDays(), scopes, lasts));
    }
    String text = PREFIX + Secrets.random();
    Instant now = clock.instant();
    int made =
        database
            .sql()
            .sql(
                """
                insert into token (secret, account, name, scopes, created, expires)
                select :secret, :account, :name, string_to_array(:scopes, ','), :now, :expires
                where (select count(*) from token where account = :account and expires > :now) < :most
                """)
            .param("secret", Secrets.kept(text))
            .param("account", of.id())
            .param("name", name)
            .param(
                "scopes",
                scopes.stream().sorted().map(Scope::name).collect(Collectors.joining(",")))
            .param("now", Timestamp.from(now))
            .param("expires", Timestamp.from(now.plus(lasts)))
            .param("most", MOST)
            .update();
    return made == 0 ? Optional.empty() : Optional.of(text);
  }

  /// Who a token belongs to, if it has neither expired nor been withdrawn.
  public Optional<Holder> find(String text) {
    if (!text.startsWith(PREFIX) || text.length() != PREFIX.length() + 43) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    record Found(Holder holder, @Nullable Instant seen) {}
    Optional<Found> found =
        database
            .sql()
            .sql(
                """
                select t.id as token, t.name as called, t.scopes, t.created as made, t.expires, t.seen, a.*
                from token t join account a on a.id = t.account
                where t.secret = :secret and t.expires > :now and a.state <> 'deleted'
                """)
            .param("secret", Secrets.kept(text))
            .param("now", Timestamp.from(now))
            .query((row, number) ->
                new Found(
                    new Holder(
                        Accounts.account(row),
                        row.getLong("token"),
                        row.getString("called"),
                        scopes(row),
                        row.getTimestamp("made").toInstant(),
                        row.getTimestamp("expires").toInstant()),
                    seen(row)))
            .optional();
    found
        .filter(one -> one.seen() == null || one.seen().plus(SEEN_EVERY).isBefore(now))
        .ifPresent(one ->
            database
                .sql()
                .sql("update token set seen = :now where id = :id")
                .param("now", Timestamp.from(now))
                .param("id", one.holder().token())
                .update());
    return found.map(Found::holder);
  }

  /// The tokens of an account, the newest first; those that have ended are forgotten after a month.
  public List<Listed> of(long account) {
    return database
        .sql()
        .sql(
            "select * from token where account = :account and expires > :since order by id desc limit 100")
        .param("account", account)
        .param("since", Timestamp.from(clock.instant().minus(Duration.ofDays(30))))
        .query((row, number) ->
            new Listed(
                row.getLong("id"),
                row.getString("name"),
                scopes(row),
                row.getTimestamp("created").toInstant(),
                row.getTimestamp("expires").toInstant(),
                seen(row)))
        .list();
  }

  /// Ends a token if it is one of this account; true when it was.
  public boolean withdraw(long account, long id) {
    return database
            .sql()
            .sql("delete from token where account = :account and id = :id")
            .param("account", account)
            .param("id", id)
            .update()
        > 0;
  }

  private static @Nullable Instant seen(ResultSet row) throws SQLException {
    Timestamp seen = row.getTimestamp("seen");
    return seen == null ? null : seen.toInstant();
  }

  private static Set<Scope> scopes(ResultSet row) throws SQLException {
    Array array = row.getArray("scopes");
    EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (Object name : (Object[]) array.getArray()) {
      Scope.of(name.toString())
          .ifPresent(scopes::add); // one of a later version allows nothing here
    }
    return scopes;
  }
}
