package org.offprint.server.account;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.Database;
import org.springframework.dao.DuplicateKeyException;

/// The accounts of this server.
public final class Accounts {
  /// Names that would be taken for the server's own, or stand in its addresses.
  private static final Set<String> KEPT =
      Set.of(
          "admin",
          "administrator",
          "root",
          "offprint",
          "moderator",
          "curator",
          "system",
          "support",
          "security",
          "postmaster",
          "abuse",
          "me",
          "new",
          "deleted",
          "anonymous",
          "null");

  /// What becomes of a wish for an account.
  public sealed interface Joined {
    record Welcome(Account account) implements Joined {}

    /// @param why in words for the one who asked
    record Refused(String why) implements Joined {}
  }

  /// What somebody says of themselves when they join.
  ///
  /// @param mail empty where they give none
  public record Wish(String name, String shown, String mail, String password) {
    public Wish {
      name = name.strip();
      shown = shown.strip().replaceAll("\\s+", " ");
      mail = mail.strip();
    }
  }

  private final Database database;
  private final InstantSource clock;

  public Accounts(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  public Optional<Account> byId(long id) {
    return one("id = :value", id);
  }

  /// By the name, whatever its capitals.
  public Optional<Account> byName(String name) {
    return one("lower(name) = :value", name.toLowerCase(Locale.ROOT));
  }

  /// By an address that its owner has confirmed.
  public Optional<Account> byMail(String mail) {
    return one(
        "lower(mail) = :value and mail_confirmed is not null", mail.toLowerCase(Locale.ROOT));
  }

  /// True while nobody can give roles: the first admin has not come yet.
  public boolean needsAdmin() {
    return database
            .sql()
            .sql("select count(*) from account where role = 'admin' and state = 'active'")
            .query(Integer.class)
            .single()
        == 0;
  }

  /// The account that a name or a confirmed address and a password belong to. Takes as long when
  /// there is none.
  public Optional<Account> withPassword(String nameOrMail, String password) {
    Optional<Account> found =
        nameOrMail.contains("@") ? byMail(nameOrMail.strip()) : byName(nameOrMail.strip());
    String hash = found.map(account -> passwordOf(account.id())).orElse(null);
    return Passwords.matches(password, hash) ? found : Optional.empty();
  }

  /// Whether somebody signs in with a password; others come by mail or from another provider.
  public boolean hasPassword(long id) {
    return passwordOf(id) != null;
  }

  /// Whether a password is that of an account; takes as long where it has none.
  boolean isPassword(long id, String password) {
    return Passwords.matches(password, passwordOf(id));
  }

  private @Nullable String passwordOf(long id) {
    return database
        .sql()
        .sql("select password from account where id = :id")
        .param("id", id)
        .query(String.class)
        .optional()
        .orElse(null);
  }

  /// Why a wish cannot be granted, whoever asks; empty when it can.
  public String problem(Wish wish) {
    if (!Account.isName(wish.name())) {
      return "'%s' is not a name: expected 2 to 30 letters, digits and single hyphens, the first a letter, such as ada-l."
          .formatted(wish.name());
    }
    if (isKept(wish.name()) || byName(wish.name()).isPresent()) {
      return "The name %s is taken. Choose another.".formatted(wish.name());
    }
    if (!isShown(wish.shown())) {
      return "What you are called must be 1 to 80 letters, without line breaks or signs that change the direction of writing.";
    }
    if (!wish.mail().isEmpty() && !isMail(wish.mail())) {
      return "'%s' is not a mail address: expected one like ada@example.org."
          .formatted(wish.mail());
    }
    return "";
  }

  /// Why a wish with a password cannot be granted; empty when it can.
  private String problemWithPassword(Wish wish) {
    String problem = problem(wish);
    return problem.isEmpty()
        ? Passwords.problem(wish.password(), wish.name(), wish.shown(), wish.mail())
        : problem;
  }

  private static boolean isKept(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    return KEPT.contains(plain) || plain.startsWith("deleted-");
  }

  static boolean isShown(String shown) {
    return !shown.isEmpty()
        && shown.length() <= 80
        && shown
            .codePoints()
            .noneMatch(c ->
                Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.LINE_SEPARATOR);
  }

  static boolean isMail(String mail) {
    return mail.length() <= 254 && mail.matches("[^@\\s<>\"\\p{Cntrl}]+@[^@\\s<>\"\\p{Cntrl}]+");
  }

  /// Makes an account. The caller has seen that this person may join.
  ///
  /// @param withPassword false for somebody whom another provider has let in
  Joined join(
      Wish wish, Role role, @Nullable Long invitedBy, boolean mailConfirmed, boolean withPassword) {
    String problem = withPassword ? problemWithPassword(wish) : problem(wish);
    if (!problem.isEmpty()) {
      return new Joined.Refused(problem);
    }
    String hash = withPassword ? Passwords.hash(wish.password()) : null;
    return insert(wish, hash, role, invitedBy, mailConfirmed);
  }

  private Joined insert(
      Wish wish,
      @Nullable String password,
      Role role,
      @Nullable Long invitedBy,
      boolean mailConfirmed) {
    Instant now = clock.instant();
    return database
        .sql()
        .sql(
            """
            insert into account (name, shown, mail, mail_confirmed, password, role, invited_by, created)
            values (:name, :shown, :mail, :confirmed, :password, :role, :by, :now)
            on conflict do nothing returning id
            """)
        .param("name", wish.name())
        .param("shown", wish.shown())
        .param("mail", wish.mail().isEmpty() ? null : wish.mail())
        .param("confirmed", mailConfirmed && !wish.mail().isEmpty() ? Timestamp.from(now) : null)
        .param("password", password)
        .param("role", role.name())
        .param("by", invitedBy)
        .param("now", Timestamp.from(now))
        .query(Long.class)
        .optional()
        .<Joined>map(id -> new Joined.Welcome(byId(id).orElseThrow()))
        .orElseGet(
            () -> // somebody took it in between
            new Joined.Refused("The name %s is taken. Choose another.".formatted(wish.name())));
  }

  /// Makes the first admin, if there is still none.
  Joined joinFirst(Wish wish) {
    String problem = problemWithPassword(wish);
    if (!problem.isEmpty()) {
      return new Joined.Refused(problem);
    }
    String hash = Passwords.hash(wish.password());
    return database.inTransaction(() -> {
      database.sql().sql("select pg_advisory_xact_lock(hashtext('first admin'))").query(row -> {});
      return needsAdmin()
          ? insert(wish, hash, Role.admin, null, false)
          : new Joined.Refused("There is an admin already. Sign in instead.");
    });
  }

  /// @param password one without a {@link Passwords#problem}
  public void setPassword(long id, String password) {
    database
        .sql()
        .sql("update account set password = :hash where id = :id")
        .param("hash", Passwords.hash(password))
        .param("id", id)
        .update();
  }

  /// False when that would leave the server without an active admin: nothing is changed then.
  public boolean setRole(long id, Role role) {
    return keepingAnAdmin(
        "update account set role = :value where id = :id and state = 'active'", id, role.name());
  }

  /// Ends or begins a suspension; false when that would leave the server without an active admin.
  public boolean suspend(long id, boolean suspended, String note) {
    return database.inTransaction(() -> {
      boolean done =
          keepingAnAdmin(
              "update account set state = :value where id = :id and state <> 'deleted'",
              id,
              suspended ? Account.State.suspended.name() : Account.State.active.name());
      if (done) {
        database
            .sql()
            .sql("update account set state_note = :note where id = :id and state <> 'deleted'")
            .param("note", suspended ? note : "")
            .param("id", id)
            .update();
      }
      return done;
    });
  }

  /// Ends an account: its row stays, for what others answered, and says nothing of the person.
  /// False when that would leave the server without an active admin: nothing is changed then.
  boolean end(long id) {
    return keepingAnAdmin(
        """
        update account
        set state = :value, name = 'deleted-' || id, shown = 'Somebody who left', mail = null, mail_confirmed = null,
            password = null, role = 'member', state_note = '', orcid = null, about = ''
        where id = :id
        """,
        id,
        Account.State.deleted.name());
  }

  /// What becomes of an address that its owner has confirmed.
  public enum Confirmed {
    yes,
    /// Another account has confirmed the same one before.
    taken
  }

  /// Makes an address somebody's own, by which they can sign in.
  Confirmed confirm(long id, String mail) {
    try {
      database
          .sql()
          .sql("update account set mail = :mail, mail_confirmed = :now where id = :id")
          .param("mail", mail)
          .param("now", Timestamp.from(clock.instant()))
          .param("id", id)
          .update();
      return Confirmed.yes;
    } catch (DuplicateKeyException another) {
      return Confirmed.taken;
    }
  }

  /// Writes down an address that nobody has confirmed; an empty one is none.
  void setMail(long id, String mail) {
    database
        .sql()
        .sql("update account set mail = :mail, mail_confirmed = null where id = :id")
        .param("mail", mail.isEmpty() ? null : mail)
        .param("id", id)
        .update();
  }

  /// Writes down what ORCID says somebody is, or that it says nothing any more.
  void setOrcid(long id, @Nullable String orcid) {
    database
        .sql()
        .sql("update account set orcid = :orcid where id = :id")
        .param("orcid", orcid)
        .param("id", id)
        .update();
  }

  boolean keepingAnAdmin(String change, long id, String value) {
    return database.inTransaction(() -> {
      database.sql().sql("select pg_advisory_xact_lock(hashtext('first admin'))").query(row -> {});
      boolean before = needsAdmin();
      database.sql().sql("savepoint before_change").update();
      database.sql().sql(change).param("value", value).param("id", id).update();
      if (!before && needsAdmin()) {
        database.sql().sql("rollback to savepoint before_change").update();
        return false;
      }
      return true;
    });
  }

  /// Changes what somebody says of themselves.
  public void describe(long id, String shown, String about) {
    database
        .sql()
        .sql("update account set shown = :shown, about = :about where id = :id")
        .param("shown", shown)
        .param("about", about)
        .param("id", id)
        .update();
  }

  /// Those whom somebody invited, the first first.
  public List<Account> invitedBy(long id) {
    return database
        .sql()
        .sql("select * from account where invited_by = :id order by id")
        .param("id", id)
        .query((row, number) -> account(row))
        .list();
  }

  /// Everybody who has not left, the newest first.
  public List<Account> all(int offset, int limit) {
    return database
        .sql()
        .sql(
            "select * from account where state <> 'deleted' order by id desc offset :offset limit :limit")
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) -> account(row))
        .list();
  }

  private Optional<Account> one(String where, Object value) {
    return database
        .sql()
        .sql("select * from account where " + where)
        .param("value", value)
        .query((row, number) -> account(row))
        .optional();
  }

  static Account account(java.sql.ResultSet row) throws java.sql.SQLException {
    Timestamp confirmed = row.getTimestamp("mail_confirmed");
    long by = row.getLong("invited_by");
    Long invitedBy = row.wasNull() ? null : by;
    return new Account(
        row.getLong("id"),
        row.getString("name"),
        row.getString("shown"),
        row.getString("mail"),
        confirmed == null ? null : confirmed.toInstant(),
        Role.valueOf(row.getString("role")),
        Account.State.valueOf(row.getString("state")),
        row.getString("state_note"),
        invitedBy,
        row.getString("orcid"),
        row.getString("about"),
        row.getTimestamp("created").toInstant());
  }
}
