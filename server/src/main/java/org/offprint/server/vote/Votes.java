package org.offprint.server.vote;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.OwnData;
import org.offprint.server.db.Database;
import org.offprint.server.paper.Papers;

/// Votes on papers. Each person has one vote on a paper, whatever is sent how often; authors' votes
/// on their own papers are counted apart. A log keeps each vote and each retraction; the counts on
/// papers follow it in the same transaction.
public final class Votes implements OwnData {
  /// The votes on a paper that were given here.
  ///
  /// @param counted those that count
  /// @param own those of its authors, which do not
  /// @param mine whether the one who asks has voted
  public record Count(int counted, int own, boolean mine) {}

  /// A difference between a count and the log.
  public record Difference(String paper, String what, int counted, int logged) {}

  private final Database database;
  private final Papers papers;
  private final InstantSource clock;

  public Votes(Database database, Papers papers, InstantSource clock) {
    this.database = database;
    this.papers = papers;
    this.clock = clock;
  }

  /// Gives or takes back somebody's vote; what already stands so stays so. Empty when there is no
  /// such paper.
  public Optional<Count> set(long account, PaperId paper, boolean up) {
    return database.inTransaction(() -> {
      // One after the other for each paper: the count is then what the log says, always.
      Optional<String> there =
          database
              .sql()
              .sql(
                  "select id from paper where id = :paper and not (hidden and :up) for no key update")
              .param("paper", paper.value())
              .param("up", up)
              .query(String.class)
              .optional();
      if (there.isEmpty()) {
        return Optional.<Count>empty();
      }
      if (up ? give(account, paper) : takeBack(account, paper)) {
        papers.countsChanged(paper);
      }
      return Optional.of(of(paper, account));
    });
  }

  private boolean give(long account, PaperId paper) {
    boolean own = isAuthor(account, paper);
    Timestamp now = Timestamp.from(clock.instant());
    int given =
        database
            .sql()
            .sql(
                "insert into vote (paper, account, own, since) values (:paper, :account, :own, :now) on conflict do nothing")
            .param("paper", paper.value())
            .param("account", account)
            .param("own", own)
            .param("now", now)
            .update();
    if (given > 0) {
      log(account, paper, true, own, now);
      count(paper, own, 1);
    }
    return given > 0;
  }

  private boolean takeBack(long account, PaperId paper) {
    Optional<Boolean> own =
        database
            .sql()
            .sql("delete from vote where paper = :paper and account = :account returning own")
            .param("paper", paper.value())
            .param("account", account)
            .query(Boolean.class)
            .optional();
    own.ifPresent(was -> {
      log(account, paper, false, was, Timestamp.from(clock.instant()));
      count(paper, was, -1);
    });
    return own.isPresent();
  }

  private void log(long account, PaperId paper, boolean up, boolean own, Timestamp at) {
    database
        .sql()
        .sql(
            "insert into vote_event (paper, account, up, own, at) values (:paper, :account, :up, :own, :at)")
        .param("paper", paper.value())
        .param("account", account)
        .param("up", up)
        .param("own", own)
        .param("at", at)
        .update();
  }

  private void count(PaperId paper, boolean own, int by) {
    database
        .sql()
        .sql(
            own
                ? "update paper set own_votes = own_votes + :by where id = :paper"
                : "update paper set votes = votes + :by where id = :paper")
        .param("by", by)
        .param("paper", paper.value())
        .update();
  }

  private boolean isAuthor(long account, PaperId paper) {
    return database
        .sql()
        .sql(
            "select exists (select 1 from authorship where paper = :paper and account = :account and state = 'approved')")
        .param("paper", paper.value())
        .param("account", account)
        .query(Boolean.class)
        .single();
  }

  /// To be called in the transaction in which somebody becomes, or ceases to be, an author of a
  /// paper: a vote that stands is counted where it belongs from now on.
  public void authorshipChanged(long account, PaperId paper) {
    database
        .sql()
        .sql("select id from paper where id = :paper for no key update")
        .param("paper", paper.value())
        .query(row -> {});
    if (takeBack(account, paper)) {
      give(account, paper);
      papers.countsChanged(paper);
    }
  }

  /// @param account who asks; nobody has the number 0
  public Count of(PaperId paper, long account) {
    return database
        .sql()
        .sql(
            """
            select votes, own_votes, exists (select 1 from vote where paper = :paper and account = :account) as mine
            from paper where id = :paper
            """)
        .param("paper", paper.value())
        .param("account", account)
        .query((row, number) ->
            new Count(row.getInt("votes"), row.getInt("own_votes"), row.getBoolean("mine")))
        .optional()
        .orElse(new Count(0, 0, false));
  }

  /// Those of some papers on which somebody has voted.
  public Set<String> of(long account, Collection<PaperId> among) {
    return new HashSet<>(
        database
            .sql()
            .sql("select paper from vote where account = :account and paper = any(:papers)")
            .param("account", account)
            .param("papers", among.stream().map(PaperId::value).toArray(String[]::new))
            .query(String.class)
            .list());
  }

  @Override
  public String name() {
    return "votes";
  }

  @Override
  public Object export(long account) {
    return given(account).stream()
        .map(vote -> Map.of("paper", vote.paper(), "since", vote.since().toString()))
        .toList();
  }

  /// Takes back every vote of somebody who leaves.
  @Override
  public void forget(long account) {
    database
        .sql()
        .sql(
            "select paper from vote where account = :account order by paper") // as others lock them
        .param("account", account)
        .query(String.class)
        .list()
        .forEach(paper -> set(account, new PaperId(String.valueOf(paper)), false));
  }

  /// Somebody's votes with their times, for an export of their own data.
  public List<Given> given(long account) {
    return database
        .sql()
        .sql("select paper, since from vote where account = :account order by since, paper")
        .param("account", account)
        .query((row, number) ->
            new Given(row.getString("paper"), row.getTimestamp("since").toInstant()))
        .list();
  }

  /// A vote that stands.
  public record Given(String paper, Instant since) {}

  /// How many votes and retractions there ever were.
  public long logged() {
    return database.sql().sql("select count(*) from vote_event").query(Long.class).single();
  }

  /// Where the counts are not what the log says; empty where all is right.
  public List<Difference> check() {
    return database
        .sql()
        .sql(
            """
            with last as (select distinct on (paper, account) paper, account, up, own from vote_event order by paper, account, id desc),
              logged as (select paper, count(*) filter (where up and not own) as votes, count(*) filter (where up and own) as own_votes
                from last group by paper)
            select p.id, 'votes' as what, p.votes as counted, coalesce(l.votes, 0) as logged
              from paper p left join logged l on l.paper = p.id where p.votes <> coalesce(l.votes, 0)
            union all
            select p.id, 'votes of authors', p.own_votes, coalesce(l.own_votes, 0)
              from paper p left join logged l on l.paper = p.id where p.own_votes <> coalesce(l.own_votes, 0)
            union all
            select coalesce(v.paper, l.paper), 'votes that stand', count(v.paper)::int, count(l.paper)::int
              from vote v full join (select * from last where up) l on l.paper = v.paper and l.account = v.account
              where v.paper is null or l.paper is null group by 1
            order by 1, 2
            """)
        .query((row, number) ->
            new Difference(row.getString(1), row.getString(2), row.getInt(3), row.getInt(4)))
        .list();
  }
}
