package org.offprint.server.author;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Account;
import org.offprint.server.account.OwnData;
import org.offprint.server.account.OwnRows;
import org.offprint.server.db.Database;
import org.offprint.server.vote.Votes;

/// Who of the members has written which paper. A claim is approved at once where ORCID proves it;
/// any other is decided by a curator who looks at the proof.
public final class Authorship {
  /// How a claim stands.
  public enum State {
    asked,
    approved,
    refused
  }

  /// A claim.
  ///
  /// @param author the author that they are, as the paper writes it
  /// @param proof what they gave as proof, or what proved it
  /// @param note why it was refused; empty as a rule
  public record Claim(
      String paper,
      long account,
      String name,
      String shown,
      String author,
      State state,
      String proof,
      String note,
      Instant asked) {}

  private final Database database;
  private final Votes votes;
  private final InstantSource clock;

  public Authorship(Database database, Votes votes, InstantSource clock) {
    this.database = database;
    this.votes = votes;
    this.clock = clock;
  }

  /// Claims a paper. What was decided stays decided.
  ///
  /// @param author one of the paper's authors, exactly as it writes them
  /// @throws IllegalArgumentException if the paper names no such author
  public State claim(Account by, Paper paper, String author, String proof) {
    Author one =
        paper.authors().stream()
            .filter(candidate -> candidate.name().equals(author))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "'%s' is not an author of %s.".formatted(author, paper.id())));
    boolean proved = by.orcid() != null && by.orcid().equals(orcid(one));
    Timestamp now = Timestamp.from(clock.instant());
    return database.inTransaction(() -> {
      database
          .sql()
          .sql(
              """
              insert into authorship (paper, account, author, state, proof, asked, decided)
              values (:paper, :account, :author, :state, :proof, :now, :decided)
              on conflict (paper, account) do update set author = excluded.author, proof = case when excluded.proof = '' then authorship.proof else excluded.proof end,
                state = excluded.state, decided = excluded.decided
              where authorship.state = 'asked'
              """)
          .param("paper", paper.id().value())
          .param("account", by.id())
          .param("author", author)
          .param("state", (proved ? State.approved : State.asked).name())
          .param("proof", proved ? "ORCID " + by.orcid() : proof)
          .param("now", now)
          .param("decided", proved ? now : null)
          .update();
      if (proved) {
        votes.authorshipChanged(by.id(), paper.id());
      }
      return of(paper.id(), by.id()).orElseThrow().state();
    });
  }

  /// Papers write an ORCID with or without its address.
  private static @Nullable String orcid(Author author) {
    return author.orcid() == null ? null : author.orcid().replaceFirst("^https?://orcid.org/", "");
  }

  /// Decides a claim that waits; false when there is none.
  public boolean decide(PaperId paper, long account, boolean approved, String note, Account by) {
    return database.inTransaction(() -> {
      int decided =
          database
              .sql()
              .sql(
                  """
                  update authorship set state = :state, note = :note, decided = :now, decided_by = :by
                  where paper = :paper and account = :account and state = 'asked'
                  """)
              .param("state", (approved ? State.approved : State.refused).name())
              .param("note", note)
              .param("now", Timestamp.from(clock.instant()))
              .param("by", by.id())
              .param("paper", paper.value())
              .param("account", account)
              .update();
      if (decided > 0 && approved) {
        votes.authorshipChanged(account, paper);
      }
      return decided > 0;
    });
  }

  public Optional<Claim> of(PaperId paper, long account) {
    return claims("c.paper = :paper and c.account = :account", paper.value(), account).stream()
        .findFirst();
  }

  /// The members who have written a paper.
  public List<Claim> authorsOf(PaperId paper) {
    return claims("c.paper = :paper and c.state = 'approved' and :account = 0", paper.value(), 0);
  }

  /// The claims that wait, the oldest first.
  public List<Claim> waiting() {
    return claims("c.state = 'asked' and :paper = '' and :account = 0", "", 0);
  }

  private List<Claim> claims(String where, String paper, long account) {
    return database
        .sql()
        .sql(
            "select c.*, a.name, a.shown from authorship c join account a on a.id = c.account where "
                + where
                + " and a.state <> 'deleted' order by c.asked, c.paper, c.account limit 500")
        .param("paper", paper)
        .param("account", account)
        .query((row, number) ->
            new Claim(
                row.getString("paper"),
                row.getLong("account"),
                row.getString("name"),
                row.getString("shown"),
                row.getString("author"),
                State.valueOf(row.getString("state")),
                row.getString("proof"),
                row.getString("note"),
                row.getTimestamp("asked").toInstant()))
        .list();
  }

  /// What is kept of each person, for their file and for their leaving.
  public OwnData ownData() {
    return new OwnRows(
        database,
        "authorship",
        "select paper, author, state, proof, note, asked, decided from authorship where account = :account order by asked",
        List.of("delete from authorship where account = :account"));
  }
}
