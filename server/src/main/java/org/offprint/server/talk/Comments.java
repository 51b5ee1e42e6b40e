package org.offprint.server.talk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Account;
import org.offprint.server.account.OwnData;
import org.offprint.server.account.OwnRows;
import org.offprint.server.account.Role;
import org.offprint.server.account.Secrets;
import org.offprint.server.db.Database;
import org.offprint.server.paper.Papers;
import org.offprint.server.talk.Notices.Kind;

/// The comments of this server: who may say what and how often, and what is kept of it. A comment
/// is acknowledged when it is committed, together with the number of comments of its paper, the
/// notices about it and its trending score.
public final class Comments implements OwnData {
  /// As many characters as a comment may have.
  public static final int LONGEST = 65_536;

  /// Somebody is new for this long, and until this many of their comments can be read.
  static final Duration NEW_FOR = Duration.ofDays(3);

  static final int NEW_UNTIL = 3;
  static final int MOST_OF_NEW = 5;
  static final int MOST = 60;
  static final int MOST_LINKS_OF_NEW = 2;
  private static final Duration WITHIN = Duration.ofHours(1);

  private static final String SELECT =
      """
      select c.*, a.name as writer_name, a.shown as writer_shown, h.name as hider_name,
             coalesce(a.state = 'deleted', true) as has_left
      from comment c
      left join account a on a.id = c.account
      left join account h on h.id = c.hidden_by
      """;

  private static final String OPEN = "c.hidden is null and c.deleted is null";

  /// Open, and not about a paper that is hidden.
  private static final String PUBLIC =
      OPEN + " and not exists (select 1 from paper p where p.id = c.paper and p.hidden)";

  /// A former text.
  ///
  /// @param revision 1 for the first
  public record Former(int revision, String text, Instant written) {}

  private final Database database;
  private final Papers papers;
  private final Notices notices;
  private final InstantSource clock;
  private final Runnable changed;

  /// @param changed is run when what pages show has changed
  public Comments(
      Database database, Papers papers, Notices notices, InstantSource clock, Runnable changed) {
    this.database = database;
    this.papers = papers;
    this.notices = notices;
    this.clock = clock;
    this.changed = changed;
  }

  /// Says something, anew with each call: for callers without a form.
  public Said add(Account by, PaperId paper, @Nullable Long parent, String text) {
    return add(by, paper, parent, text, Secrets.random());
  }

  /// Says something about a paper.
  ///
  /// @param parent the comment that is answered, of the same paper; null for none
  /// @param form what is the form's alone: the same text in the same form is said once
  public Said add(Account by, PaperId paper, @Nullable Long parent, String text, String form) {
    String kept = clean(text);
    String problem = problem(by, kept);
    if (!problem.isEmpty()) {
      return new Said.Refused(problem);
    }
    byte[] sent = Secrets.kept(form + "\n" + paper + "\n" + parent + "\n" + kept);
    Said said =
        database.inTransaction(() -> {
          lock(by.id());
          if (!isActive(by.id())) {
            return new Said.Refused("Your account cannot write any more.");
          }
          Optional<Long> again = sent(by.id(), sent);
          return again.isPresent()
              ? new Said.Written(again.get())
              : add(by, paper, parent, kept, sent);
        });
    return told(said);
  }

  private boolean isActive(long account) {
    return database
        .sql()
        .sql("select exists (select 1 from account where id = :account and state = 'active')")
        .param("account", account)
        .query(Boolean.class)
        .single();
  }

  private Said told(Said said) {
    if (said instanceof Said.Written) {
      changed.run();
    }
    return said;
  }

  private Said add(Account by, PaperId paper, @Nullable Long parent, String text, byte[] sent) {
    if (!lock(paper)) {
      return new Said.Refused("The paper %s is not here.".formatted(paper));
    }
    if (parent != null
        && find(parent, Reader.ANYBODY)
            .filter(answered -> answered.paper().equals(paper) && answered.open())
            .isEmpty()) {
      return new Said.Refused(
          "The comment that you answer is not there any more. You can say it as a comment of its own.");
    }
    boolean isNew = isNew(by);
    int links = CommentHtml.links(text);
    Optional<Said> limited = limit(by, isNew, links);
    if (limited.isPresent()) {
      return limited.get();
    }
    long id =
        database
            .sql()
            .sql(
                """
                insert into comment (paper, parent, account, text, created, review, form)
                values (:paper, :parent, :account, :text, :now, :review, :form) returning id
                """)
            .param("paper", paper.value())
            .param("parent", parent)
            .param("account", by.id())
            .param("text", text)
            .param("now", Timestamp.from(clock.instant()))
            .param("review", isNew && links > 0)
            .param("form", sent)
            .query(Long.class)
            .single();
    count(paper);
    notices.written(id, by.id(), paper, parent, CommentHtml.mentions(text));
    return new Said.Written(id);
  }

  /// Says one's own comment otherwise; the former text is kept for everybody to read.
  ///
  /// @param revision the one that was edited
  public Said edit(Account by, long id, int revision, String text) {
    String kept = clean(text);
    String problem = problem(by, kept);
    if (!problem.isEmpty()) {
      return new Said.Refused(problem);
    }
    Said said =
        database.inTransaction(() -> {
          lock(by.id());
          Optional<Comment> found = own(by, id).filter(Comment::open);
          if (found.isEmpty()) {
            return new Said.Refused(
                "You have no comment with the number %d to edit.".formatted(id));
          }
          Comment before = found.get();
          if (before.text().equals(kept)) {
            return new Said.Written(id);
          }
          if (before.revision() != revision) {
            return new Said.Refused(
                "The comment was edited elsewhere since this form was loaded. Its text is now: %s"
                    .formatted(before.text()));
          }
          boolean isNew = isNew(by);
          int links = CommentHtml.links(kept);
          return limitOfLinks(isNew, links).orElseGet(() -> edit(before, kept, isNew && links > 0));
        });
    return told(said);
  }

  private Said edit(Comment before, String text, boolean review) {
    Timestamp now = Timestamp.from(clock.instant());
    database
        .sql()
        .sql(
            """
            insert into comment_revision (comment, revision, text, written)
            select id, revision, text, coalesce(edited, created) from comment where id = :id
            """)
        .param("id", before.id())
        .update();
    database
        .sql()
        .sql(
            """
            update comment set text = :text, revision = revision + 1, edited = :now, review = review or :review
            where id = :id
            """)
        .param("text", text)
        .param("now", now)
        .param("review", review)
        .param("id", before.id())
        .update();
    Set<String> added = new LinkedHashSet<>(CommentHtml.mentions(text));
    added.removeAll(CommentHtml.mentions(before.text()));
    notices.mentioned(
        before.id(), java.util.Objects.requireNonNull(before.writer()).account(), added);
    return new Said.Written(before.id());
  }

  /// Takes one's own comment back: its text is gone, with every former one. Its place stays where
  /// somebody answered. False where there is none to delete.
  public boolean delete(Account by, long id) {
    boolean done =
        database.inTransaction(() -> {
          lock(by.id()); // not beside an edit of it
          Optional<Comment> own = own(by, id).filter(comment -> !comment.deleted());
          own.ifPresent(comment -> {
            lock(comment.paper());
            erase(List.of(id));
            count(comment.paper());
          });
          return own.isPresent();
        });
    changed.run();
    return done;
  }

  private void erase(Collection<Long> ids) {
    Long[] these = ids.toArray(Long[]::new);
    database
        .sql()
        .sql(
            "update comment set text = '', deleted = coalesce(deleted, :now), review = false where id = any(:ids)")
        .param("now", Timestamp.from(clock.instant()))
        .param("ids", these)
        .update();
    database
        .sql()
        .sql("delete from comment_revision where comment = any(:ids)")
        .param("ids", these)
        .update();
  }

  @Override
  public String name() {
    return "discussion";
  }

  @Override
  public Object export(long account) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(
        "comments",
        OwnRows.rows(
            database,
            """
            select id, paper, parent as answers, text, created, edited, deleted, hidden, hidden_note
            from comment where account = :account order by id
            """,
            account));
    all.put(
        "formerTexts",
        OwnRows.rows(
            database,
            """
            select r.comment, r.revision, r.text, r.written from comment_revision r join comment c on c.id = r.comment
            where c.account = :account order by r.comment, r.revision
            """,
            account));
    all.put(
        "notes",
        OwnRows.rows(
            database,
            "select paper, text, changed from note where account = :account order by paper",
            account));
    all.put(
        "follows",
        OwnRows.rows(
            database,
            "select paper, since from follow where account = :account order by since",
            account));
    all.put(
        "notices",
        OwnRows.rows(
            database,
            "select kind, comment, created, read from notice where account = :account order by id",
            account));
    return all;
  }

  /// Lets somebody go: what others answered stays without their name, everything else that they
  /// wrote is gone, and so are their private notes and what they were told.
  @Override
  public void forget(long account) {
    database.inTransaction(() -> {
      lock(account); // not beside a comment that is being sent
      List<PaperId> papers =
          database
              .sql()
              .sql("select distinct paper from comment where account = :account order by paper")
              .param("account", account)
              .query((row, number) -> new PaperId(row.getString(1)))
              .list();
      papers.forEach(this::lock);
      erase(
          database
              .sql()
              .sql(
                  """
                  select c.id from comment c where c.account = :account
                  and not exists (select 1 from comment r
                                  where r.parent = c.id and r.deleted is null and r.account is distinct from :account)
                  """)
              .param("account", account)
              .query((row, number) -> row.getLong(1))
              .list());
      for (String statement :
          List.of(
              "delete from comment_revision where comment in (select id from comment where account = :account)",
              "update comment set account = null where account = :account",
              "delete from note where account = :account",
              "delete from follow where account = :account",
              "delete from notice where account = :account")) {
        database.sql().sql(statement).param("account", account).update();
      }
      papers.forEach(this::count);
      return true;
    });
    changed.run();
  }

  /// Hides a comment from everybody but its author and curators; false where it is hidden or gone
  /// already.
  public boolean hide(long id, Account by, String note) {
    return change(
        id,
        Kind.hidden,
        database
            .sql()
            .sql(
                """
                update comment set hidden = :now, hidden_by = :by, hidden_note = :note, review = false
                where id = :id and hidden is null and deleted is null
                """)
            .param("now", Timestamp.from(clock.instant()))
            .param("by", by.id())
            .param("note", note)
            .param("id", id));
  }

  /// Lets everybody read a hidden comment again; false where it is not hidden.
  public boolean show(long id) {
    return change(
        id,
        Kind.shown,
        database
            .sql()
            .sql(
                "update comment set hidden = null, hidden_by = null, hidden_note = '' where id = :id and hidden is not null and deleted is null")
            .param("id", id));
  }

  private boolean change(
      long id, Kind kind, org.springframework.jdbc.core.simple.JdbcClient.StatementSpec change) {
    boolean done =
        database.inTransaction(() -> {
          Optional<Comment> found = find(id, Reader.ANYBODY);
          found.ifPresent(comment -> lock(comment.paper()));
          if (found.isEmpty() || change.update() == 0) {
            return false;
          }
          count(found.get().paper());
          notices.moderated(id, kind);
          return true;
        });
    changed.run();
    return done;
  }

  /// Says that a curator has looked at a comment of somebody new.
  public void reviewed(long id) {
    database.sql().sql("update comment set review = false where id = :id").param("id", id).update();
  }

  /// Comments with links of new accounts, which no curator has looked at, the oldest first.
  public List<Comment> toReview(Reader reader, int limit) {
    return select(
        "where c.review and " + OPEN + " order by c.id limit :limit", reader, "limit", limit);
  }

  public Optional<Comment> find(long id, Reader reader) {
    return select("where c.id = :id", reader, "id", id).stream().findFirst();
  }

  private Optional<Comment> own(Account by, long id) {
    return find(id, new Reader(by.id(), false)).filter(comment -> comment.by(by.id()));
  }

  /// Every comment of a paper, in the order in which they came, also those that are hidden or
  /// deleted.
  public List<Comment> ofPaper(PaperId paper, Reader reader) {
    return select("where c.paper = :paper order by c.id", reader, "paper", paper.value());
  }

  /// The newest that everybody may read.
  public List<Comment> newest(int offset, int limit) {
    return select(
        "where " + PUBLIC + " order by c.id desc offset :offset limit :limit",
        Reader.ANYBODY,
        "offset",
        offset,
        "limit",
        limit);
  }

  /// The newest of a paper that everybody may read.
  public List<Comment> newest(PaperId paper, int offset, int limit) {
    return select(
        "where c.paper = :paper and " + PUBLIC + " order by c.id desc offset :offset limit :limit",
        Reader.ANYBODY,
        "paper",
        paper.value(),
        "offset",
        offset,
        "limit",
        limit);
  }

  /// The newest of somebody that everybody may read.
  public List<Comment> by(long account, int offset, int limit) {
    return select(
        "where c.account = :account and "
            + PUBLIC
            + " order by c.id desc offset :offset limit :limit",
        Reader.ANYBODY,
        "account",
        account,
        "offset",
        offset,
        "limit",
        limit);
  }

  /// Former texts, the newest first; none for whoever may not see the comment itself.
  public List<Former> history(Comment comment, Reader reader) {
    Long writer = comment.writer() == null ? null : comment.writer().account();
    if (comment.hidden() != null && !reader.sees(writer)) {
      return List.of();
    }
    return database
        .sql()
        .sql("select * from comment_revision where comment = :id order by revision desc")
        .param("id", comment.id())
        .query((row, number) ->
            new Former(
                row.getInt("revision"),
                row.getString("text"),
                row.getTimestamp("written").toInstant()))
        .list();
  }

  /// Of the names that texts mention, those that somebody has, as they are written.
  public Set<String> known(Collection<String> texts) {
    Set<String> mentioned = new TreeSet<>();
    texts.forEach(text -> mentioned.addAll(CommentHtml.mentions(text)));
    return mentioned.isEmpty()
        ? Set.of()
        : Set.copyOf(
            database
                .sql()
                .sql(
                    "select name from account where lower(name) = any(:names) and state <> 'deleted'")
                .param("names", mentioned.toArray(String[]::new))
                .query(String.class)
                .list());
  }

  /// Whether an account is new: its comments are fewer, and those with links are looked at.
  private boolean isNew(Account by) {
    if (by.role().atLeast(Role.curator)) {
      return false;
    }
    return by.created().plus(NEW_FOR).isAfter(clock.instant())
        || database
                .sql()
                .sql("select count(*) from comment c where c.account = :account and " + OPEN)
                .param("account", by.id())
                .query(Integer.class)
                .single()
            < NEW_UNTIL;
  }

  private Optional<Said> limit(Account by, boolean isNew, int links) {
    int most = isNew ? MOST_OF_NEW : MOST;
    int recent =
        database
            .sql()
            .sql("select count(*) from comment where account = :account and created > :since")
            .param("account", by.id())
            .param("since", Timestamp.from(clock.instant().minus(WITHIN)))
            .query(Integer.class)
            .single();
    if (recent >= most) {
      return Optional.of(
          new Said.TooOften(
              "You have written %d comments within an hour, which is as many as %s can. Nothing is lost: send this again a little later."
                  .formatted(recent, isNew ? "a new account" : "one person")));
    }
    return limitOfLinks(isNew, links);
  }

  private static Optional<Said> limitOfLinks(boolean isNew, int links) {
    return isNew && links > MOST_LINKS_OF_NEW
        ? Optional.of(
            new Said.Refused(
                "There are %d links in this comment: the first comments of a new account can have %d."
                    .formatted(links, MOST_LINKS_OF_NEW)))
        : Optional.empty();
  }

  private static String problem(Account by, String text) {
    if (!by.active()) {
      return "Your account is suspended.";
    }
    if (text.isBlank()) {
      return "There is nothing to say yet: write a few words.";
    }
    return text.length() > LONGEST
        ? "The comment has %,d characters: expected %,d or fewer.".formatted(text.length(), LONGEST)
        : "";
  }

  /// Browsers send line ends of their own; the database holds no NUL.
  static String clean(String text) {
    return text.replace("\r\n", "\n")
        .replace('\r', '\n')
        .replace('\0', '\ufffd')
        .replaceFirst("\\A\\s*\\n", "")
        .stripTrailing();
  }

  /// One thing at a time for one person: otherwise two forms at once would each be within a limit.
  private void lock(long account) {
    database
        .sql()
        .sql("select pg_advisory_xact_lock(hashtext('comment'), :account)")
        .param("account", (int) account)
        .query(row -> {});
  }

  /// One change at a time for one paper, before anything is counted: a count that began while
  /// another comment was not yet committed would leave that one out. False where there is no such
  /// paper.
  private boolean lock(PaperId paper) {
    return database
        .sql()
        .sql("select id from paper where id = :id for no key update")
        .param("id", paper.value())
        .query(String.class)
        .optional()
        .isPresent();
  }

  private void count(PaperId paper) {
    database
        .sql()
        .sql(
            "update paper set comments = (select count(*) from comment c where c.paper = :id and "
                + OPEN
                + ") where id = :id")
        .param("id", paper.value())
        .update();
    papers.countsChanged(paper);
  }

  private Optional<Long> sent(long account, byte[] form) {
    return database
        .sql()
        .sql("select id from comment where account = :account and form = :form")
        .param("account", account)
        .param("form", form)
        .query(Long.class)
        .optional();
  }

  private List<Comment> select(String rest, Reader reader, Object... parameters) {
    var query = database.sql().sql(SELECT + rest);
    for (int i = 0; i < parameters.length; i += 2) {
      query = query.param((String) parameters[i], parameters[i + 1]);
    }
    return new ArrayList<>(query.query((row, number) -> comment(row, reader)).list());
  }

  private static Comment comment(ResultSet row, Reader reader) throws SQLException {
    long account = row.getLong("account");
    boolean nameless = row.wasNull() || row.getBoolean("has_left");
    long parent = row.getLong("parent");
    Long answered = row.wasNull() ? null : parent;
    Timestamp hidden = row.getTimestamp("hidden");
    Timestamp edited = row.getTimestamp("edited");
    String hider = row.getString("hider_name");
    return new Comment(
        row.getLong("id"),
        new PaperId(row.getString("paper")),
        answered,
        nameless
            ? null
            : new Comment.Writer(
                account, row.getString("writer_name"), row.getString("writer_shown")),
        hidden == null || reader.sees(nameless ? null : account) ? row.getString("text") : "",
        row.getInt("revision"),
        row.getTimestamp("created").toInstant(),
        edited == null ? null : edited.toInstant(),
        row.getTimestamp("deleted") != null,
        hidden == null
            ? null
            : new Comment.Hiding(
                hider == null ? "a curator" : hider,
                row.getString("hidden_note"),
                hidden.toInstant()));
  }
}
