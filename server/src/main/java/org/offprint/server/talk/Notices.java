package org.offprint.server.talk;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.News;
import org.offprint.server.db.Database;

/// What somebody is told: that they were answered or named, that a paper of theirs was commented
/// on, that a curator hid what they wrote. Of one comment somebody is told once.
public final class Notices implements News {
  /// A comment calls at most as many people.
  static final int MOST_MENTIONS = 10;

  public enum Kind {
    reply,
    mention,
    /// On a paper that is theirs or that they follow.
    paper,
    hidden,
    /// Can be read again.
    shown,
    /// Their appeal was refused.
    refused
  }

  /// @param seen whether it was marked as read
  public record Notice(long id, Kind kind, long comment, Instant created, boolean seen) {}

  /// What is told of comments that nobody can read any more is told no more.
  private static final String TOLD =
      """
      from notice n join comment c on c.id = n.comment
      where n.account = :account
      and (n.kind in ('hidden', 'shown', 'refused') or (c.hidden is null and c.deleted is null))
      """;

  private final Database database;
  private final Marks marks;
  private final InstantSource clock;

  public Notices(Database database, Marks marks, InstantSource clock) {
    this.database = database;
    this.marks = marks;
    this.clock = clock;
  }

  @Override
  public int unread(long account) {
    return database
        .sql()
        .sql("select count(*) " + TOLD + " and n.read is null")
        .param("account", account)
        .query(Integer.class)
        .single();
  }

  /// The newest first.
  public List<Notice> of(long account, int offset, int limit) {
    return database
        .sql()
        .sql("select n.* " + TOLD + " order by n.id desc offset :offset limit :limit")
        .param("account", account)
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) ->
            new Notice(
                row.getLong("id"),
                Kind.valueOf(row.getString("kind")),
                row.getLong("comment"),
                row.getTimestamp("created").toInstant(),
                row.getTimestamp("read") != null))
        .list();
  }

  /// Marks as read what somebody has seen.
  ///
  /// @param upTo the newest on the page that they saw: what came later stays
  public void markRead(long account, long upTo) {
    database
        .sql()
        .sql(
            "update notice set read = :now where account = :account and id <= :to and read is null")
        .param("now", Timestamp.from(clock.instant()))
        .param("account", account)
        .param("to", upTo)
        .update();
  }

  /// Tells of a new comment those whom it concerns, each for the reason that is nearest to them.
  ///
  /// @param mentioned names in small letters
  void written(
      long comment, long by, PaperId paper, @Nullable Long parent, Collection<String> mentioned) {
    Map<Long, Kind> told = new LinkedHashMap<>();
    if (parent != null) {
      accounts("select account from comment where id = :value and account is not null", parent)
          .forEach(one -> told.put(one, Kind.reply));
    }
    named(mentioned).forEach(one -> told.putIfAbsent(one, Kind.mention));
    accounts("select account from follow where paper = :value", paper.value())
        .forEach(one -> told.putIfAbsent(one, Kind.paper));
    marks.authors(paper).forEach(one -> told.putIfAbsent(one, Kind.paper));
    told.remove(by);
    told.forEach((one, kind) -> tell(one, kind, comment));
  }

  /// Tells those whom an edit names anew.
  void mentioned(long comment, long by, Collection<String> names) {
    for (long one : named(names)) {
      boolean knows =
          database
              .sql()
              .sql(
                  "select exists (select 1 from notice where account = :account and comment = :comment)")
              .param("account", one)
              .param("comment", comment)
              .query(Boolean.class)
              .single();
      if (one != by && !knows) {
        tell(one, Kind.mention, comment);
      }
    }
  }

  /// Tells its author what became of a comment.
  public void moderated(long comment, Kind kind) {
    accounts("select account from comment where id = :value and account is not null", comment)
        .forEach(one -> tell(one, kind, comment));
  }

  private List<Long> named(Collection<String> names) {
    return names.isEmpty()
        ? List.of()
        : accounts(
            "select id from account where lower(name) = any(:value) and state = 'active'",
            names.stream().limit(MOST_MENTIONS).toArray(String[]::new));
  }

  private List<Long> accounts(String query, Object value) {
    return database
        .sql()
        .sql(query)
        .param("value", value)
        .query((row, number) -> row.getLong(1))
        .list();
  }

  private void tell(long account, Kind kind, long comment) {
    database
        .sql()
        .sql(
            """
            insert into notice (account, kind, comment, created) values (:account, :kind, :comment, :now)
            on conflict (account, comment, kind) do update set created = excluded.created, read = null
            """)
        .param("account", account)
        .param("kind", kind.name())
        .param("comment", comment)
        .param("now", Timestamp.from(clock.instant()))
        .update();
  }

  /// Whether somebody wants to hear of every comment on a paper.
  public boolean follows(long account, PaperId paper) {
    return database
        .sql()
        .sql("select exists (select 1 from follow where account = :account and paper = :paper)")
        .param("account", account)
        .param("paper", paper.value())
        .query(Boolean.class)
        .single();
  }

  public void follow(long account, PaperId paper, boolean follows) {
    var change =
        follows
            ? database
                .sql()
                .sql(
                    "insert into follow (account, paper, since) values (:account, :paper, :now) on conflict do nothing")
                .param("now", Timestamp.from(clock.instant()))
            : database.sql().sql("delete from follow where account = :account and paper = :paper");
    change.param("account", account).param("paper", paper.value()).update();
  }
}
